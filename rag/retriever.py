"""The library as a llama-index retriever: drop it into any query engine or agent."""

from pathlib import Path

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from rag.assistant import Assistant
from rag.records import Hit


class Retriever(BaseRetriever):
    """Ranked passages of a library, each with the document and the place it stands at.

    >>> Retriever.open("library", top_k=8).retrieve("pathway plans")  # doctest: +SKIP
    """

    def __init__(self, assistant: Assistant, *, top_k: int = 10) -> None:
        """Serve the `top_k` best passages for each query."""
        super().__init__()
        self._assistant = assistant
        self._top_k = top_k

    @classmethod
    def open(cls, library: str | Path, *, top_k: int = 10) -> "Retriever":
        """A retriever over the library in a folder.

        Raises:
            LibraryMissing: there is no library in that folder.
        """
        return cls(Assistant.open(library), top_k=top_k)

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        hits = self._assistant.retrieve(query_bundle.query_str, k=self._top_k)
        return [_node(hit) for hit in hits]


def _node(hit: Hit) -> NodeWithScore:
    passage, document = hit.passage, hit.document
    return NodeWithScore(
        node=TextNode(
            id_=passage.id,
            text=passage.text,
            start_char_idx=passage.start,
            end_char_idx=passage.end,
            metadata={
                "document": document.id,
                "title": document.title,
                "council": document.council,
                "date": document.published,
                "page": document.page_at(passage.start),
                "start": passage.start,
                "end": passage.end,
            },
        ),
        score=hit.score,
    )
