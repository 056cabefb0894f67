"""nginx with the shipped file: its addresses and its certificate are exchanged, and nothing else."""

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = "assess.example"
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
MAIN = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; {more}
events {{ worker_connections {connections}; }}
http {{
    access_log off;
    client_body_temp_path {folder}/bodies; proxy_temp_path {folder}/answers;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    include {folder}/site.conf;
}}
"""


def configured(folder: Path, *, at: str, ports: tuple[int, int], application: str, connections: int = 1024) -> Path:
    """Write what nginx is started with, for HTTP and HTTPS at these ports; return the certificate that it shows."""
    # Its workers aren't root, and the tests' folders are their owner's alone.
    more = "worker_processes auto; " + ("user root;" if os.getuid() == 0 else "")
    key, chain = folder / "key.pem", folder / "chain.pem"
    ask = f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={NAME} -addext subjectAltName=DNS:{NAME}"
    subprocess.run([*ask.split(), "-keyout", key, "-out", chain], check=True, capture_output=True)
    words = {
        "listen 80;": f"listen {at}:{ports[0]};",
        "listen 443 ssl": f"listen {at}:{ports[1]} ssl",
        "server 127.0.0.1:8000;": f"server {application};",
        "/etc/ssl/assess.example/": f"{folder}/",
        "/var/log/nginx/": f"{folder}/",
    }
    shipped = (ROOT / "deploy" / "nginx.conf").read_text()
    for given, here in words.items():
        if given not in shipped:
            raise LookupError(f"The shipped file has no {given!r}.")
        shipped = shipped.replace(given, here)
    (folder / "site.conf").write_text(shipped)
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, more=more, connections=connections))
    return chain


def start(folder: Path, *inside: str) -> subprocess.Popen:
    """Start it in the foreground with what was written to the folder, by a command in front where one is given."""
    if NGINX is None:
        raise FileNotFoundError("nginx is not installed.")
    return subprocess.Popen([*inside, NGINX, "-c", folder / "nginx.conf", "-p", folder])
