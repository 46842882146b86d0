"""The version of the program, as answers and the HTTP API name it."""

VERSION = "0.1.0"
