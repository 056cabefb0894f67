"""Several processes send what waits: each mail goes out once."""

import threading

from django.core.mail import send_mail
from django.db import connection

from outbox.sender import send_due
from tests.outbox.test_outbox import outbox, server  # noqa: F401


def test_two_senders_at_once_send_each_once(committed, server):  # noqa: F811
    for number in range(12):
        send_mail("News", "All is well.", None, [f"person{number}@force.example"])

    def send():
        send_due()
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(to for _, (to,), _ in server.mails) == sorted(f"person{number}@force.example" for number in range(12))
