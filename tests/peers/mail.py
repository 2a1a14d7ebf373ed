"""Who gets which mail, whatever servers do: looked at from outside, and read by Python's own `email`."""

import base64
import email
import email.policy
import json
import os
import re
import shutil
import ssl
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

RECKON, WORK = sys.argv[1], Path(sys.argv[2])
NOW = "2026-04-02T06:00:00Z"
PEOPLE = [f"reader{n}@contoso.com" for n in range(10)]
CENTRE = "centre@contoso.com"
PASSWORD, SECRET = "canary-Password-7Zq", "canary-ClientSecret-8Xr"
NAME = "Rechnung ä 中 🙂 \u202egpj.exe " + "x" * 260
# All that touches a secret says all it has to say.
TRACE = "warn,deltalake_core=off,buoyant_kernel=off," + ",".join(f"{name}=trace" for name in ("reckoner", "lettre", "rustls", "reqwest", "hyper", "hyper_util"))
UNKNOWN, TRY_AGAIN, CREDENTIALS, IO = "unknown", 75, 77, 74


class Handler:
    """Takes mail; `rcpt` and `data` may say otherwise, by whom it is for and how many mails came to their end before."""

    def __init__(self, rcpt=None, data=None, hide=(), tokens=None):
        self.rcpt, self.data, self.hide, self.tokens = rcpt, data, hide, tokens
        self.mails, self.ended, self.quits, self.connections = [], 0, 0, 0
        self.lock = threading.Lock()

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        self.connections += 1
        return [line for line in responses if not any(word in line for word in self.hide)]

    async def handle_RCPT(self, server, session, envelope, address, options):
        told = self.rcpt and self.rcpt(address)
        if told:
            return told
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server, session, envelope):
        with self.lock:
            nth, self.ended = self.ended, self.ended + 1
            told = self.data and self.data(nth)
            if told is None or told == "drop":
                self.mails.append((envelope.rcpt_tos[0], envelope.content))
        if told == "drop":
            server.transport.abort()
        return told or "250 2.0.0 queued"

    async def handle_QUIT(self, server, session, envelope):
        self.quits += 1
        return "221 bye"

    async def auth_XOAUTH2(self, server, args):
        said = base64.b64decode(args[1]).decode()
        user, token = re.fullmatch("user=(.*)\x01auth=Bearer (.*)\x01\x01", said).groups()
        assert user == "coe@contoso.com", said
        return AuthResult(success=token in self.tokens, handled=False)

    def received(self):
        return sorted(to for to, _ in self.mails)


class Server(Controller):
    def __init__(self, handler, **kwargs):
        self.kwargs = kwargs
        super().__init__(handler, hostname="127.0.0.1", port=0)

    def factory(self):
        return SMTP(self.handler, **self.kwargs)

    def _trigger_server(self):
        # Port 0 is whichever is free.
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def base_estate() -> Path:
    """The sample estate, run once, with readers and a project of a name that is hard to write."""
    estate = WORK / "base"
    subprocess.run([RECKON, "--quiet", "init", "--demo", estate], check=True)
    projects = estate / "baselines/projects.csv"
    projects.write_text(projects.read_text().replace("Claims intake,", f'"{NAME}",', 1))
    lines = ["email,role,scope,name"] + [f"{who},sponsor,estate,Leser Ä{n}" for n, who in enumerate(PEOPLE)]
    (estate / "baselines/people.csv").write_text("\n".join(lines) + "\n")
    settings = estate / "reckoner.toml"
    settings.write_text(settings.read_text().split("[mail]")[0])
    job, head = estate / "jobs/demo.toml", 'window = "2026-03"\nsteps = ["extract", "tally", "publish", "report"]\n'
    job.write_text(f'{head}\n[[report]]\ntemplate = "executive"\n')
    run(estate, "run", "demo", exit=0)
    with job.open("a") as file:
        file.write('\n[[deliver]]\nreport = "executive"\nto = ["role:sponsor"]\nattach = ["csv"]\n')
    return estate


def estate(name: str, mail: str) -> Path:
    folder = WORK / name
    shutil.copytree(WORK / "base", folder)
    with (folder / "reckoner.toml").open("a") as file:
        file.write(f'\n[mail]\nfrom = "Automation CoE <coe@contoso.com>"\nmax_per_minute = 6000\n{mail}\n')
    return folder


def command(folder: Path, *words: str):
    return [RECKON, "--no-progress", "--now", NOW, "-C", str(folder), *words]


def run(folder: Path, *words: str, exit: int, now: str = NOW, **env) -> str:
    words = [*command(folder, *words)]
    words[3] = now
    ended = subprocess.run(words, capture_output=True, text=True, env={**os.environ, **env})
    told = ended.stdout + ended.stderr
    assert ended.returncode == exit, f"{words[5:]}: exit {ended.returncode}, expected {exit}\n{told}"
    for canary in (PASSWORD, SECRET, "canary-token"):
        assert canary not in told, "a secret is told"
    return told


def states(folder: Path) -> list[str]:
    rows = json.loads(run(folder, "status", "--deliveries", "--output", "json", exit=0))
    return sorted(row["state"] for row in rows)


def smtp(server, more: str) -> str:
    return f'server = "localhost:{server.port}"\n{more}'


def here(server) -> str:
    return f'server = "127.0.0.1:{server.port}"\ntls = "none"\nauth = "none"'


def sound(content: bytes, to: str) -> None:
    """A mail as M1 to M4 of its rules have it."""
    assert content.isascii() and all(len(line) <= 998 for line in content.split(b"\r\n"))
    mail = email.message_from_bytes(content, policy=email.policy.default)
    parts = list(mail.walk())
    for part in parts:
        assert not part.defects, part.defects
        for name, value in part.items():
            assert not value.defects, (name, value.defects)
    kinds = [part.get_content_type() for part in parts]
    frame = ["multipart/mixed", "multipart/related", "multipart/alternative", "text/plain", "text/html"]
    assert kinds[:5] == frame and kinds[-1] == "text/csv" and set(kinds[5:-1]) == {"image/png"}, kinds
    shown = re.findall('"cid:([^"]+)"', parts[4].get_content())
    assert sorted(shown) == sorted(part["Content-ID"].strip("<>") for part in parts[5:-1]), "each picture is shown"
    for name in ("From", "To", "Date", "Message-ID", "Subject", "List-Id", "List-Unsubscribe", "Auto-Submitted",
                 "X-Auto-Response-Suppress"):  # fmt: skip
        assert len(mail.get_all(name)) == 1, name
    assert not mail.get_all("Cc") and not mail.get_all("Bcc")
    (address,) = mail["To"].addresses
    assert address.addr_spec == to and address.display_name.startswith("Leser Ä"), mail["To"]
    text = mail.get_body(("plain",)).get_content()
    assert all(len(line) <= 78 for line in text.splitlines()), text
    for body in (text, mail.get_body(("html",)).get_content()):
        assert "4,626" in body and "Rechnung ä 中 🙂" in body, body
    assert "<script" not in mail.get_body(("html",)).get_content()
    (sheet,) = mail.iter_attachments()
    assert sheet.get_filename() == "executive.csv"
    assert "Rechnung ä 中 🙂" in sheet.get_content(), "a name survives the way"


def started(handler, **kwargs) -> Server:
    server = Server(handler, **kwargs)
    server.start()
    return server


def login_over_starttls(ca: trustme.CA, bundle: Path) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    ca.issue_cert("localhost").configure_cert(context)

    def who(server, session, envelope, mechanism, data):
        return AuthResult(success=(data.login, data.password) == (b"coe@contoso.com", PASSWORD.encode()))

    handler = Handler(hide=("8BITMIME", "SMTPUTF8"))
    server = started(handler, tls_context=context, require_starttls=True, authenticator=who, auth_required=True)
    folder = estate("login", smtp(server, 'auth = "login"\nsecrets = { password = "env:MAIL_PASSWORD" }'))
    trusts = {"SSL_CERT_FILE": str(bundle), "MAIL_PASSWORD": PASSWORD, "RECKON_LOG": TRACE}
    # Nobody vouches for the certificate; a password is wrong; and then all is well.
    told = run(folder, "deliver", "demo", exit=CREDENTIALS, MAIL_PASSWORD=PASSWORD, SSL_CERT_FILE="/dev/null")
    assert f"localhost:{server.port}" in told and "certificate" in told, told
    run(folder, "deliver", "demo", exit=CREDENTIALS, **{**trusts, "MAIL_PASSWORD": "wrong"})
    assert not handler.mails
    run(folder, "deliver", "demo", exit=0, **trusts)
    assert handler.received() == PEOPLE
    for to, content in handler.mails:
        sound(content, to)
    ids = {email.message_from_bytes(content)["Message-ID"] for _, content in handler.mails}
    assert len(ids) == len(PEOPLE)
    run(folder, "deliver", "demo", exit=0, **trusts)
    assert len(handler.mails) == len(PEOPLE), "again sends none"
    assert handler.quits >= 1
    for path in folder.rglob("*"):
        assert path.is_dir() or PASSWORD.encode() not in path.read_bytes(), path
    server.stop()
    # The same words, and a server that does not encrypt: nothing is sent.
    open_handler = Handler()
    server = started(open_handler)
    folder = estate("open", smtp(server, 'auth = "login"\nsecrets = { password = "env:MAIL_PASSWORD" }'))
    told = run(folder, "deliver", "demo", exit=CREDENTIALS, **trusts)
    assert "STARTTLS" in told and not open_handler.mails
    server.stop()


def one_is_refused() -> None:
    refuses = [True]
    handler = Handler(rcpt=lambda to: "550 5.1.1 nobody here is called so" if refuses[0] and to == PEOPLE[3] else None)
    server = started(handler)
    folder = estate("refused", here(server))
    with (folder / "baselines/people.csv").open("a") as file:
        file.write(f"{CENTRE},coe,estate,The centre\n")
    told = run(folder, "deliver", "demo", exit=IO)
    assert "nobody here is called so" in told
    nine = [who for who in PEOPLE if who != PEOPLE[3]]
    assert sorted(handler.received()) == sorted([*nine, CENTRE])
    (notice,) = (content for to, content in handler.mails if to == CENTRE)
    mail = email.message_from_bytes(notice, policy=email.policy.default)
    assert not mail.defects and mail["Subject"].startswith("1 mail of demo did not arrive"), mail["Subject"]
    html, text = (mail.get_body((kind,)).get_content() for kind in ("html", "plain"))
    for said in (PEOPLE[3], "nobody here is called so", "reckon deliver demo --retry"):
        assert said in html, (said, html)
    assert PEOPLE[3] in text and all(len(line) <= 78 for line in text.splitlines()), text
    assert PEOPLE[4] not in html, "of mails that arrived nothing is told"
    run(folder, "deliver", "demo", exit=IO)
    assert len(handler.received()) == 10, "nobody gets a second mail, and the centre no second word"
    refuses[0] = False
    run(folder, "deliver", "demo", "--retry", exit=0)
    assert sorted(handler.received()) == sorted([*PEOPLE, CENTRE])
    server.stop()


def busy() -> None:
    handler = Handler(data=lambda nth: {0: "451 4.3.0 try later", 5: "421 4.3.2 busy"}.get(nth))
    server = started(handler)
    folder = estate("busy", here(server))
    run(folder, "deliver", "demo", exit=0)
    assert handler.received() == PEOPLE
    server.stop()


def dropped() -> None:
    handler = Handler(data=lambda nth: "drop" if nth == 4 else None)
    server = started(handler)
    folder = estate("dropped", here(server))
    told = run(folder, "deliver", "demo", exit=TRY_AGAIN)
    assert "nobody knows" in told
    assert states(folder) == ["accepted"] * 9 + [UNKNOWN]
    run(folder, "deliver", "demo", exit=TRY_AGAIN)
    run(folder, "deliver", "demo", "--retry", exit=TRY_AGAIN)
    assert handler.received() == PEOPLE, "it had taken it, and is sent no second one"
    run(folder, "deliver", "demo", "--retry", "--unknown", exit=0)
    twice = [content for to, content in handler.mails if to == handler.mails[4][0]]
    assert len(twice) == 2 and twice[0] == twice[1], "the same mail"
    server.stop()


def at_once() -> None:
    handler = Handler()
    server = started(handler)
    folder = estate("at-once", here(server))
    runs = [subprocess.Popen(command(folder, "deliver", "demo"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(2)]
    codes = sorted(run.wait() for run in runs)
    assert codes[0] == 0 and codes[1] in (0, TRY_AGAIN), codes
    assert handler.received() == PEOPLE
    run(folder, "deliver", "demo", exit=0)
    assert handler.received() == PEOPLE
    server.stop()


def killed() -> None:
    """Killed while it sends, and run again until all is said: nobody has two, and who is not unknown has one."""
    for round in range(4):
        handler = Handler()
        server = started(handler)
        folder = estate(f"killed-{round}", here(server))
        run_ = subprocess.Popen(command(folder, "deliver", "demo"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 60
        while len(handler.mails) <= 2 * round and time.monotonic() < until and run_.poll() is None:
            time.sleep(0.002)
        run_.kill()
        run_.wait()
        again = subprocess.run(command(folder, "deliver", "demo"), capture_output=True, text=True)
        assert again.returncode in (0, TRY_AGAIN), again.stderr
        received = handler.received()
        assert len(set(received)) == len(received), "nobody has two"
        found = states(folder)
        assert found.count("accepted") + found.count("begun") == len(PEOPLE) and found.count("begun") <= 1, found
        assert len(received) >= found.count("accepted")
        server.stop()


def too_large() -> None:
    handler = Handler()
    server = started(handler, data_size_limit=2_000)
    folder = estate("too-large", here(server))
    told = run(folder, "deliver", "demo", "--to", PEOPLE[0], exit=IO)
    assert "552" in told and not handler.mails
    server.stop()
    handler = Handler()
    server = started(handler)
    whole = estate("whole", here(server))
    run(whole, "deliver", "demo", "--to", PEOPLE[0], "--dry-run", "--out", str(WORK / "whole-seen"), exit=0)
    (seen,) = (WORK / "whole-seen").iterdir()
    folder = estate("cut", here(server) + f'\nmax_size = "{seen.stat().st_size // 1000}KB"')
    run(folder, "deliver", "demo", "--to", PEOPLE[0], exit=0)
    mail = email.message_from_bytes(handler.mails[0][1], policy=email.policy.default)
    assert "executive.csv" not in [part.get_filename() for part in mail.walk()]
    assert "executive.csv" in mail.get_body(("plain",)).get_content()
    server.stop()


class Web(BaseHTTPRequestHandler):
    """Gives out tokens, and takes mail as Graph does."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server = self.server
        if self.path.endswith("/oauth2/v2.0/token"):
            form = parse_qs(body.decode())
            assert form["client_secret"] == [SECRET] and form["grant_type"] == ["client_credentials"], form
            server.scopes.append(form["scope"][0])
            server.given += 1
            self.answer(200, {"access_token": f"canary-token-{server.given}-of-many"})
            return
        assert self.path == "/v1.0/users/coe@contoso.com/sendMail", self.path
        token = self.headers["Authorization"].removeprefix("Bearer ")
        told = server.answers.pop(0) if server.answers else 202
        if token in server.expired:
            told = 401
        if told == 202:
            server.mails.append(base64.b64decode(body, validate=True))
        self.answer(told, {"error": {"code": "told", "message": f"no, {told}, and your token is {token}"}} if told != 202 else None)

    def answer(self, status, body):
        text = json.dumps(body).encode() if body else b""
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        if status == 429:
            self.send_header("Retry-After", "0")
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


def web(answers=(), expired=()) -> ThreadingHTTPServer:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Web)
    server.answers, server.expired, server.mails, server.given, server.scopes = list(answers), set(expired), [], 0, []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.url = f"http://127.0.0.1:{server.server_port}"
    return server


def application(tokens) -> str:
    return f'tenant = "contoso.example"\nclient_id = "app-1"\nlogin = "{tokens.url}"\nsecrets = {{ client_secret = "env:MAIL_SECRET" }}'


def xoauth2(ca: trustme.CA, bundle: Path) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    ca.issue_cert("localhost").configure_cert(context)
    env = {"SSL_CERT_FILE": str(bundle), "MAIL_SECRET": SECRET, "RECKON_LOG": TRACE}
    tokens = web()
    handler = Handler(tokens={"canary-token-1-of-many"})
    server = started(handler, tls_context=context, require_starttls=True, auth_required=True)
    folder = estate("xoauth2", smtp(server, f'auth = "xoauth2"\n{application(tokens)}'))
    run(folder, "deliver", "demo", exit=0, **env)
    assert handler.received() == PEOPLE and tokens.scopes == ["https://outlook.office365.com/.default"]
    server.stop()
    handler = Handler(tokens=set())
    server = started(handler, tls_context=context, require_starttls=True, auth_required=True)
    folder = estate("xoauth2-refused", smtp(server, f'auth = "xoauth2"\n{application(tokens)}'))
    run(folder, "deliver", "demo", exit=CREDENTIALS, **env)
    assert not handler.mails
    for path in WORK.glob("xoauth2*/**/*"):
        assert path.is_dir() or b"canary-" not in path.read_bytes(), path
    server.stop()


def graph() -> None:
    service = web(answers=[429, 202, 400], expired={"canary-token-1-of-many"})
    folder = estate("graph", f'transport = "graph"\nserver = "{service.url}"\n{application(service)}')
    told = run(folder, "deliver", "demo", exit=IO, MAIL_SECRET=SECRET, RECKON_LOG=TRACE)
    assert "400 told" in told, told
    assert len(service.mails) == 9 and service.given == 2, (len(service.mails), service.given)
    for mail in service.mails:
        sound(mail, email.message_from_bytes(mail, policy=email.policy.default)["To"].addresses[0].addr_spec)
    service.answers = [500]
    told = run(folder, "deliver", "demo", "--retry", exit=TRY_AGAIN, MAIL_SECRET=SECRET)
    assert states(folder) == ["accepted"] * 9 + [UNKNOWN]
    service.answers = [403]
    run(folder, "deliver", "demo", "--retry", "--unknown", exit=CREDENTIALS, MAIL_SECRET=SECRET)
    for path in folder.rglob("*"):
        assert path.is_dir() or b"canary-" not in path.read_bytes(), path
    service.shutdown()


def sendmail() -> None:
    program = WORK / "a-sendmail"
    program.write_text('#!/bin/sh\nset -eu\n[ "$1 $2 $3 $4" = "-t -i -f coe@contoso.com" ]\nmail=$(mktemp -p "$MAILS")\ncat >"$mail"\n'
                       'if grep -q "^To:.*reader7@" "$mail"; then rm "$mail"; echo "no such user" >&2; exit 67; fi\n')  # fmt: skip
    program.chmod(0o755)
    taken = WORK / "taken"
    taken.mkdir()
    folder = estate("sendmail", f'transport = "sendmail"\nprogram = "{program}"')
    told = run(folder, "deliver", "demo", exit=IO, MAILS=str(taken))
    assert "exit code 67: no such user" in told
    assert len(list(taken.iterdir())) == 9


def dry() -> None:
    handler = Handler()
    server = started(handler)
    folder = estate("dry", here(server))
    run(folder, "deliver", "demo", "--dry-run", "--out", str(WORK / "seen"), exit=0)
    assert handler.connections == 0, "no server is asked"
    mails = list((WORK / "seen").iterdir())
    assert len(mails) == len(PEOPLE)
    for path in mails:
        sound(path.read_bytes(), path.name.split(".com.")[0] + ".com")
    server.stop()


def main() -> None:
    ca = trustme.CA()
    bundle = WORK / "ca.pem"
    ca.cert_pem.write_to_path(bundle)
    base_estate()
    stories = {
        "login_over_starttls": lambda: login_over_starttls(ca, bundle),
        "one_is_refused": one_is_refused,
        "busy": busy,
        "dropped": dropped,
        "at_once": at_once,
        "killed": killed,
        "too_large": too_large,
        "xoauth2": lambda: xoauth2(ca, bundle),
        "graph": graph,
        "sendmail": sendmail,
        "dry": dry,
    }
    asked = sys.argv[3:] or stories
    for name in asked:
        stories[name]()
    print(f"mail: {len(PEOPLE)} readers, {len(asked)} stories: each mail once, and what is not known is said")


main()
