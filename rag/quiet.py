"""Switches off everything in the libraries that would speak to another machine.

The libraries read these variables when they are imported, so an entry point calls `quiet()` before
it imports anything else of this project. What each one sends otherwise was found by watching it:
onnxruntime reports its use from native code, Gradio asks for its newest version and counts starts,
Chroma and the model hub client report their use.
"""

import os

SWITCHES = {
    "ORT_DISABLE_TELEMETRY": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "GRADIO_SSR_MODE": "False",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "DO_NOT_TRACK": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


def quiet() -> None:
    """Set every switch for this process and for those it starts."""
    os.environ.update(SWITCHES)
