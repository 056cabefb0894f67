"""A mail server to send to: it speaks SMTP on a real socket, and may refuse, or accept a connection and say nothing."""

import socket
import socketserver
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Taken:
    """What it was sent, and what it says to each step that a test gave it words for."""

    port: int = 0
    mails: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    connections: int = 0


class Speaks(socketserver.StreamRequestHandler):
    """One connection of a client."""

    def say(self, words):
        self.wfile.write(f"{words}\r\n".encode())

    def handle(self):
        taken, sender, to = self.server.taken, "", []
        taken.connections += 1
        self.say("220 mail.example")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(":")[0].upper().split(" ")[0]
            said = taken.answers.get(line) or taken.answers.get(verb)
            if verb == "MAIL":
                sender, to = line.partition("<")[2].partition(">")[0], []
            if verb == "RCPT" and not said:
                to.append(line.partition("<")[2].partition(">")[0])
            if verb == "DATA" and not said:
                self.say("354 go on")
                body = b""
                while (more := self.rfile.readline()) != b".\r\n":
                    # A line that begins with a dot was given another.
                    body += more.removeprefix(b".") if more.startswith(b"..") else more
                said = taken.answers.get("END")
                if not said:
                    taken.mails.append((sender, to, body))
            self.say(said or ("250 ok" if verb != "QUIT" else "221 bye"))
            if verb == "QUIT":
                return


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def mail_server():
    """Serve until the block ends, and give what was taken."""
    with Server(("127.0.0.1", 0), Speaks) as server:
        server.taken = Taken(port=server.server_address[1])
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server.taken
        server.shutdown()


@contextmanager
def silent_server():
    """Take every connection and never say a word; give the port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]
