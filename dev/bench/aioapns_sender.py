"""aioapns as a process that pushes for a round at a time, run by the environment that has it (`.tools/peers`).

`aioapns_sender.py HOST PORT TOPIC CERTIFICATE CA`: for each line of input, so many seconds, a line with pushes a second.
"""

import asyncio
import logging
import ssl
import sys
import time
from importlib import import_module

_BATCH = 500


async def main(host: str, port: int, topic: str, certificate: str, ca: str) -> None:
    """Until the end of the input. One connection, as many streams as the server allows."""
    aioapns = import_module("aioapns")  # not in the environment in which types are checked
    context = ssl.create_default_context(cafile=ca)
    context.load_cert_chain(certificate)
    context.set_alpn_protocols(["h2"])
    client = aioapns.APNs(client_cert=certificate, topic=topic, max_connections=1, ssl_context=context)
    client.pool.protocol_class = type("Local", (client.pool.protocol_class,), {"APNS_SERVER": host, "APNS_PORT": port})
    for line in sys.stdin:
        count, start, seconds = 0, time.process_time(), float(line)
        while (elapsed := time.process_time() - start) < seconds:
            requests = [aioapns.NotificationRequest(f"{number:064x}", {}) for number in range(_BATCH)]
            answers = await asyncio.gather(*map(client.send_notification, requests))
            count += sum(answer.is_successful for answer in answers)
        print(count / elapsed, flush=True)


if __name__ == "__main__":
    logging.disable()
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:6]))
