"""Invented pages as browsers save them from council and news sites, one for each usual system.

The marking, the classes and the words around the text are those that the systems write; the text is
invented. `STORY` is the prose that each page holds and nothing but which may be left of it.
"""

HEADLINE = "Inspectors praise support for care leavers in Swindon"
STORY = (
    "Swindon Borough Council has welcomed a letter from Ofsted after a focused visit.",
    "Two inspectors came to the borough for two days in April. They spoke to 12 young people.",
    "The letter says that “personal advisers know their young people well” and keep in touch.",
    "Sixty-two per cent of care leavers are in education, employment or training, up from 55 per "
    "cent a year ago.",
    "Councillor Ada Byron, Cabinet Member for Children, said: “I am proud of the team.”",
)
_PROSE = "\n".join(f"<p>{sentence}</p>" for sentence in STORY)

LOCALGOV_DRUPAL = f"""<!DOCTYPE html>
<html lang="en" dir="ltr" prefix="og: https://ogp.me/ns#">
<head><meta charset="utf-8">
<meta name="Generator" content="Drupal 10 (https://www.drupal.org)">
<link rel="canonical" href="https://www.swindon.gov.uk/news/article/1204/inspectors_praise">
<meta property="og:title" content="{HEADLINE}">
<title>{HEADLINE} | Swindon Borough Council</title></head>
<body class="path-node page-node-type-localgov-news-article">
<a href="#main-content" class="visually-hidden focusable skip-link">Skip to main content</a>
<div id="sliding-popup" class="sliding-popup-bottom"><div class="eu-cookie-compliance-banner">
<h2>We use cookies on this site to enhance your user experience</h2>
<p>By clicking the Accept button, you agree to us doing so.</p>
<button class="agree-button">Accept</button><button>No, thanks</button></div></div>
<div class="dialog-off-canvas-main-canvas" data-off-canvas-main-canvas>
<header class="lgd-header"><div class="lgd-header__inner"><a class="lgd-header__logo">Home</a>
<button class="lgd-header__toggle">Menu</button></div>
<nav class="lgd-header__nav" aria-labelledby="block-mainmenu"><ul class="menu"><li><a>Bins</a></li>
<li><a>Council tax</a></li></ul></nav></header>
<div class="lgd-region lgd-region--breadcrumb"><ol class="breadcrumb"><li><a>Home</a></li>
<li><a>News</a></li><li>{HEADLINE}</li></ol></div>
<main class="main"><a id="main-content" tabindex="-1"></a>
<div class="lgd-region lgd-region--content"><div class="lgd-page-title-block"><h1>{HEADLINE}</h1></div>
<article class="node node--type-localgov-news-article">
<div class="field field--name-localgov-news-date"><div class="field__label">Published</div>
<div class="field__item"><time datetime="2023-05-04T11:30:00Z">Thursday, 4th May 2023</time></div></div>
<figure><img src="x_files/team.jpg" alt=""><figcaption>The leaving care team</figcaption></figure>
<div class="field field--name-body">{_PROSE}</div>
<div class="field field--name-localgov-news-categories"><a>Children</a></div>
</article>
<div class="social-sharing"><h2>Share this page</h2><ul><li><a>Share on Facebook</a></li>
<li><a>Share on X (formerly Twitter)</a></li><li><a>Share by email</a></li></ul></div>
<section class="block block-localgov-news-related"><h2>Related news</h2>
<article class="lgd-teaser"><h3><a>Residents asked for views on parks</a></h3>
<p>Have your say on the future of parks in the town.</p></article></section>
</div></main>
<div class="lgd-region lgd-region--content-bottom"><form><h2>Was this page helpful?</h2>
<label>Yes</label><label>No</label><label>Tell us more</label><textarea></textarea></form></div>
<footer class="lgd-footer"><div class="lgd-footer__inner"><h2>Contact us</h2><p>Civic Offices, Euclid
Street, Swindon.</p><ul><li><a>Accessibility</a></li><li><a>Privacy</a></li></ul>
<p>© Swindon Borough Council 2026</p></div></footer></div></body></html>"""

WORDPRESS = f"""<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="UTF-8">
<title>{HEADLINE} &#8211; Swindon Borough Council News</title>
<link rel="canonical" href="https://news.swindon.gov.uk/2023/05/04/inspectors-praise/">
<meta property="article:published_time" content="2023-05-04T11:30:02+00:00">
<meta property="article:modified_time" content="2024-01-09T09:00:00+00:00">
<meta property="og:site_name" content="Swindon Borough Council News">
<script type="text/javascript">window._wpemojiSettings = {{"baseUrl": "x"}};</script></head>
<body class="post-template-default single single-post postid-204">
<div id="page" class="site"><a class="skip-link screen-reader-text" href="#content">Skip to content</a>
<header id="masthead" class="site-header"><div class="site-branding"><p class="site-title">Swindon
Borough Council News</p><p class="site-description">The latest from the council</p></div>
<nav id="site-navigation" class="main-navigation"><button class="menu-toggle">Menu</button>
<ul><li>Home</li><li>About</li></ul></nav></header>
<div id="content" class="site-content"><div id="primary" class="content-area">
<main id="main" class="site-main"><article id="post-204" class="post-204 post type-post hentry">
<header class="entry-header"><h1 class="entry-title">{HEADLINE}</h1>
<div class="entry-meta"><span class="posted-on">Posted on <a><time class="entry-date published"
datetime="2023-05-04T11:30:02+00:00">4 May 2023</time><time class="updated"
datetime="2024-01-09T09:00:00+00:00">9 January 2024</time></a></span><span class="byline"> by
<span class="author vcard"><a class="url fn n">press office</a></span></span></div></header>
<div class="entry-content">{_PROSE}
<div class="sharedaddy sd-sharing-enabled"><div class="robots-nocontent sd-block sd-social">
<h3 class="sd-title">Share this:</h3><div class="sd-content"><ul><li><a><span>Click to share on
Twitter (Opens in new window)</span></a></li><li><a>Facebook</a></li></ul></div></div></div>
<div class="sharedaddy sd-block sd-like jetpack-likes-widget-wrapper"><h3 class="sd-title">Like
this:</h3><span class="button"><span>Like</span></span> <span class="loading">Loading...</span></div>
<div id="jp-relatedposts" class="jp-relatedposts"><h3 class="jp-relatedposts-headline"><em>Related
</em></h3><p>New library opens its doors</p></div></div>
<footer class="entry-footer"><span class="cat-links">Posted in <a>Children</a></span>
<span class="tags-links">Tagged <a>care leavers</a>, <a>Ofsted</a></span>
<span class="comments-link"><a>2 Comments</a></span></footer></article>
<nav class="navigation post-navigation"><h2 class="screen-reader-text">Post navigation</h2>
<div class="nav-links"><div class="nav-previous"><a>Road works on the High Street</a></div>
<div class="nav-next"><a>Spring fair returns</a></div></div></nav>
<div id="comments" class="comments-area"><h2 class="comments-title">2 thoughts on
&ldquo;{HEADLINE}&rdquo;</h2><ol class="comment-list"><li class="comment"><article class="comment-body">
<footer class="comment-meta"><b class="fn">J. Doe</b> <span class="says">says:</span>
<a><time datetime="2023-05-05T08:00:00+00:00">5 May 2023 at 8:00 am</time></a></footer>
<div class="comment-content"><p>And what of the pot holes in Moredon?</p></div>
<div class="reply"><a class="comment-reply-link">Reply</a></div></article></li></ol>
<div id="respond" class="comment-respond"><h3 id="reply-title" class="comment-reply-title">Leave a
Reply <small><a>Cancel reply</a></small></h3><form id="commentform" class="comment-form">
<p class="comment-notes">Your email address will not be published. Required fields are marked *</p>
<p><label>Comment *</label></p><p><label>Name *</label></p></form></div></div></main></div>
<aside id="secondary" class="widget-area"><section class="widget widget_search">Search for:</section>
<section class="widget widget_recent_entries"><h2>Recent Posts</h2><ul><li>Spring fair returns</li>
</ul></section></aside></div>
<footer id="colophon" class="site-footer"><div class="site-info">Proudly powered by WordPress</div>
</footer></div></body></html>"""

JADU = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{HEADLINE} - Swindon Borough Council</title>
<meta name="DCTERMS.issued" scheme="DCTERMS.W3CDTF" content="2023-05-04">
<meta name="DCTERMS.modified" scheme="DCTERMS.W3CDTF" content="2023-06-20">
<meta property="og:url" content="https://www.swindon.gov.uk/news/article/88/inspectors_praise">
</head><body class="page-type--news"><div class="skip-link-wrapper">
<a href="#content" class="skip-link">Skip to main content</a></div>
<div class="notice-banner" role="region" aria-label="Cookie notice"><p>This website uses cookies to
make it work better for you.</p><a class="button">Accept cookies</a> <a>Cookie settings</a></div>
<header class="header" role="banner"><div class="container"><a class="logo">Swindon Borough Council
</a><form class="search"><label>Search this site</label><input></form></div></header>
<nav class="breadcrumb" aria-label="Breadcrumb"><ol class="breadcrumb__list"><li>Home</li><li>News
</li></ol></nav>
<div class="page-wrapper"><main id="content" class="site-content"><div class="editor">
<h1 class="page-heading">{HEADLINE}</h1><p class="date">Thursday 4 May 2023</p>
{_PROSE}</div>
<div class="download-box"><h2>Downloads</h2><ul class="list--downloads"><li><a>Letter (PDF,
214&nbsp;KB)</a></li></ul></div>
<p class="last-updated">Last updated: Tuesday 20 June 2023</p>
<ul class="list list--inline share-links"><li><a>Share on Facebook</a></li><li><a>Tweet</a></li></ul>
</main><div class="supplement supplement--related"><h2>Related pages</h2><ul><li>Fostering</li></ul>
</div></div>
<div class="rating" id="rating"><h2>Rate this page</h2><p>How useful was this page?</p></div>
<footer class="footer" role="contentinfo"><p>Swindon Borough Council, Euclid Street</p><p>Website
designed by Jadu</p></footer></body></html>"""

GOV_UK = f"""<!DOCTYPE html>
<html class="govuk-template" lang="en"><head><meta charset="utf-8">
<title>{HEADLINE} - GOV.UK</title>
<meta name="govuk:first-published-at" content="2023-05-04T10:30:00.000+01:00">
<meta name="govuk:updated-at" content="2024-02-11T08:16:09+00:00">
<meta name="govuk:public-updated-at" content="2024-02-10T09:30:00.000+00:00">
<meta property="og:site_name" content="GOV.UK">
<link rel="canonical" href="https://www.gov.uk/government/news/inspectors-praise-support">
</head><body class="gem-c-layout-for-public govuk-template__body">
<div id="global-cookie-message" class="gem-c-cookie-banner govuk-cookie-banner" role="region">
<h2>Cookies on GOV.UK</h2><p>We use some essential cookies to make this website work.</p>
<p>We’d like to set additional cookies to understand how you use GOV.UK.</p>
<button>Accept additional cookies</button><p hidden>You have accepted additional cookies.</p></div>
<a class="gem-c-skip-link govuk-skip-link" href="#content">Skip to main content</a>
<header class="gem-c-layout-super-navigation-header"><div class="govuk-header__logo">GOV.UK</div>
<nav><button>Show navigation menu</button><h3>Services and information</h3><ul><li>Benefits</li></ul>
</nav></header>
<div class="gem-c-breadcrumbs govuk-breadcrumbs"><ol><li>Home</li><li>Children’s social care</li></ol>
</div>
<div class="govuk-width-container"><main id="content" role="main" class="govuk-main-wrapper">
<div class="gem-c-heading"><span class="govuk-caption-xl">Press release</span><h1>{HEADLINE}</h1></div>
<p class="gem-c-lead-paragraph">Ofsted has published its letter on a visit to the borough.</p>
<div class="gem-c-metadata"><dl><dt class="gem-c-metadata__term">From:</dt><dd><a>Ofsted</a></dd>
<dt class="gem-c-metadata__term">Published</dt><dd>4 May 2023</dd>
<dt class="gem-c-metadata__term">Last updated</dt><dd>10 February 2024 — <a>See all updates</a></dd>
</dl></div>
<div class="gem-c-single-page-notification-button-container"><button>Get emails about this page
</button></div>
<div class="gem-c-govspeak govuk-govspeak"><div class="govspeak">{_PROSE}
<table><thead><tr><th scope="col">Area</th><th scope="col">Finding</th></tr></thead>
<tbody><tr><td>Care leavers</td><td>Kept in touch with</td></tr></tbody></table></div></div>
<div class="gem-c-share-links"><h2 class="gem-c-share-links__title">Share this page</h2><ul>
<li><a><span class="govuk-visually-hidden">opens in new tab</span>Share on Facebook</a></li></ul></div>
<div class="gem-c-published-dates" id="full-publication-update-history"><h2>Updates to this page</h2>
Published 4 May 2023<br>Last updated 10 February 2024 <a>+ show all updates</a></div>
<h2 class="gem-c-signup-link">Sign up for emails or print this page</h2>
<button class="gem-c-print-link">Print this page</button></main>
<div class="gem-c-contextual-footer"><nav class="gem-c-related-navigation"><h2>Related content</h2>
<ul><li>Inspecting children’s services</li></ul></nav></div></div>
<div class="gem-c-feedback"><h2>Is this page useful?</h2><button>Yes this page is useful</button></div>
<footer class="gem-c-layout-footer govuk-footer"><ul><li>Help</li><li>Privacy</li></ul><p>All content
is available under the Open Government Licence v3.0, except where otherwise stated</p><p>© Crown
copyright</p></footer></body></html>"""

NEWS_SITE = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{HEADLINE} | Wessex Evening News</title>
<meta property="og:site_name" content="Wessex Evening News">
<meta property="og:url" content="https://www.wesseveningnews.example/news/23501-inspectors">
<script type="application/ld+json">{{"@context": "https://schema.org", "@type": "NewsArticle",
"headline": "{HEADLINE}", "datePublished": "2023-05-04T13:05:00.000Z",
"dateModified": "2023-05-04T15:00:00.000Z", "publisher": {{"name": "Wessex Evening News"}}}}</script>
</head><body><div id="onetrust-consent-sdk"><div id="onetrust-banner-sdk"><h2>We value your
privacy</h2><p>We and our 812 partners store and access information on a device, such as cookies.</p>
<button>Accept All</button></div></div>
<div class="mar-leader-ads" id="leaderboard"><div class="ad-label">Advertisement</div></div>
<header><div class="mar-header"><a>Subscribe</a> <a>Log in</a></div><nav><ul><li>News</li><li>Sport
</li></ul></nav></header>
<div class="container"><article class="mar-article"><h1 class="mar-article__headline">{HEADLINE}</h1>
<div class="mar-article__meta"><time class="mar-article__timestamp" datetime="2023-05-04T13:05:00Z">
4th May 2023</time><div class="share-bar"><a>Share</a></div>
<div class="byline"><span class="author-name">By Grace Hopper</span> <span>Local Democracy Reporter
</span></div></div>
<figure class="mar-article__lead"><img alt="Civic Offices"><figcaption>The Civic Offices (Image:
Newsroom)</figcaption></figure>
<div class="article-body" id="subscription-content">{"".join(f"<p>{s}</p>" for s in STORY[:2])}
<div class="ad-slot mpu" id="mpu-1"><span>Advertisement</span></div>
<p><strong>Read more: </strong><a>Plans for 200 new homes refused</a></p>
<div class="newsletter-signup"><p>Sign up to our newsletter for the day’s stories.</p><input></div>
{"".join(f"<p>{s}</p>" for s in STORY[2:])}
<div class="taboola" id="taboola-below"><h2>You may like</h2><span>One trick to save on fuel</span>
<span>by Taboola</span></div></div>
<div class="tags"><a>Swindon</a><a>Education</a></div>
<section class="comments" id="comments-section"><h2>Comments: Our rules</h2><p>We want our comments
to be a lively and valuable part of our community.</p></section></article>
<div class="mar-block-most-read"><h2>Most read</h2><ol><li>Fire at scrap yard is out</li><li>Derby
County sign winger</li></ol></div></div>
<footer><p>This website and associated newspapers adhere to the Independent Press Standards
Organisation’s Editors’ Code of Practice.</p><p>© 2001–2023. Registered in Leicester.</p></footer>
</body></html>"""

ASP_NET = f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "x.dtd">
<!-- saved from url=(0052)https://www.swindon.gov.uk/site/news.aspx?id=1204 -->
<html xmlns="http://www.w3.org/1999/xhtml"><head>
<meta http-equiv="Content-Type" content="text/html; charset=UTF-8">
<title>
	{HEADLINE} - Swindon Borough Council
</title><link rel="stylesheet" href="./news_files/core.css">
<script src="./news_files/init.js.download"></script></head>
<body><form method="post" action="https://www.swindon.gov.uk/site/news.aspx" id="aspnetForm">
<div class="aspNetHidden"><input type="hidden" name="__VIEWSTATE" value="/wEPDwUK"></div>
<script>function WebForm_OnSubmit() {{ return true; }}</script>
<div id="s4-workspace"><div id="ctl00_header"><div id="ctl00_topnav" class="ms-topnav">
<ul><li><a>Home</a></li><li><a>Residents</a></li><li><a>Business</a></li></ul></div>
<div id="searchbox">Search</div></div>
<div id="ctl00_leftnav" class="ms-leftnav"><h3>In this section</h3><ul><li><a>News</a></li><li>
<a>Press office</a></li></ul></div>
<div id="contentBox"><div class="ms-breadcrumb">You are here: Home &gt; News &gt; May 2023</div>
<h1>{HEADLINE}</h1><div>Date published: 04/05/2023</div><br>
<div class="ms-rtestate-field">{_PROSE.replace("</p>", "</p><p>&#8203;</p>")}
<div id="hint" style="DISPLAY: none">A hint for editors.</div>
<table class="ms-rteTable-default" cellspacing="0"><tbody><tr><td>Measure</td><td>Rate</td></tr>
<tr><td>In touch</td><td>96%</td></tr></tbody></table></div>
<div class="page-options"><a>Print this page</a> | <a>Email this page</a></div>
<div id="lastmod">Last modified: 20/06/2023</div></div>
<div id="ctl00_footer"><a>A to Z</a> | <a>Contact us</a> | <a>Privacy and cookies</a><br>
&copy; Swindon Borough Council</div></div></form></body></html>"""

PLAIN_CMS = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{HEADLINE}</title>
<link rel="canonical" href="https://www.swindon.gov.uk/inspectors-praise"></head><body>
<div id="ccc" class="ccc-notify"><div id="ccc-content"><h2>Our use of cookies</h2><p>We use necessary
cookies to make our site work.</p></div></div>
<div class="cmp-alert"><p>Our offices are closed on Monday 8 May. <a>Find out more</a></p></div>
<div class="l-header"><div class="l-header__top"><a>My account</a></div><div class="c-mega-menu">
<a>Adult social care</a><a>Bins and recycling</a></div></div>
<div class="l-breadcrumb"><a>Home</a> <span>/</span> <a>Newsroom</a></div>
<div class="l-page"><div class="l-page__main"><h1>{HEADLINE}</h1>
<div class="c-published">Published: 4 May 2023</div>
{_PROSE}
<div class="c-notes"><h2>Notes to editors</h2><p>The visit looked at support for care leavers.</p></div>
<div class="c-share"><span>Share this</span> <a>Facebook</a> <a>X</a> <a>WhatsApp</a></div></div>
<div class="l-page__aside"><h2>Latest news</h2><a>Bin days change for Easter</a><a>Leicester twinning
visit</a><h2>Media enquiries</h2><p>Call the press office.</p></div></div>
<div class="l-footer"><a>Accessibility statement</a><p>Follow us on social media</p><p>© 2026 Swindon
Borough Council. All rights reserved.</p></div></body></html>"""

PAGES = {
    "localgov drupal": LOCALGOV_DRUPAL,
    "wordpress": WORDPRESS,
    "jadu": JADU,
    "gov.uk": GOV_UK,
    "news site": NEWS_SITE,
    "asp.net": ASP_NET,
    "plain cms": PLAIN_CMS,
}
