#!/usr/bin/env python3
"""A stand-in for influxd: it takes every write, and answers every query with no series."""

import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b'{"results":[{"statement_id":0}]}\n' if self.path.startswith("/query") else b""
        self.send_response(200 if body else 204)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_HEAD = do_GET


for name in (signal.SIGTERM, signal.SIGINT):
    signal.signal(name, lambda *_: sys.exit(0))
ThreadingHTTPServer(("", 8086), Handler).serve_forever()
