"""Say in plain English why a server could not be asked."""

from __future__ import annotations

import socket
import ssl
from http.client import BadStatusLine, HTTPException, IncompleteRead

__all__ = ["describe_cause"]


def describe_cause(error: Exception, timeout: float) -> str:
    """Return the cause of a failed download, for the end of a sentence.

    >>> describe_cause(TimeoutError(), 20)
    'the server did not answer within 20 seconds'
    """
    match error:
        case TimeoutError():
            said = f"the server did not answer within {timeout:g} seconds"
        case socket.gaierror():
            said = "no such host is known; is the address right, is this machine connected?"
        case ssl.SSLCertVerificationError():
            said = f"its certificate is not trusted: {error.verify_message}"
        case ssl.SSLError():
            said = f"no secure connection can be made: {error.reason or error}"
        case ConnectionRefusedError():
            said = "nothing answers there: the connection is refused"
        case ConnectionError() | IncompleteRead():
            said = "the server ended the connection before it had answered"
        case BadStatusLine():
            said = "what answers there is no web server"
        case HTTPException() | OSError():
            said = getattr(error, "strerror", None) or str(error)
        case _:
            said = f"what the server sends cannot be read: {error}"
    return said
