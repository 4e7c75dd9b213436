# Answers requests, one JSON object a line, by what dkimpy and pyspf think. The DNS is a table
# that comes with each request: "name TYPE" to values.
import base64, json, sys

import dkim, spf

zone = {}


def lookup(name, qtype, strict=True, timeout=None, level=0):
    if isinstance(name, bytes):
        name = name.decode()
    values = zone.get(name.rstrip('.').lower() + ' ' + qtype, [])
    if qtype == 'TXT':
        return [((name, qtype), (v.encode(),)) for v in values]
    if qtype == 'MX':
        return [((name, qtype), (i, v)) for i, v in enumerate(values)]
    return [((name, qtype), v) for v in values]


spf.DNSLookup = lookup


def text(name, timeout=5):
    if isinstance(name, bytes):
        name = name.decode()
    values = zone.get(name.rstrip('.').lower() + ' TXT', [])
    return values[0].encode() if values else None


for line in sys.stdin:
    r = json.loads(line)
    zone = r.get('zone') or {}
    if r['op'] == 'spf':
        answer = spf.check2(i=r['ip'], s=r['from'], h=r['hello'], querytime=0)[0]
    elif r['op'] == 'verify':
        try:
            answer = 'pass' if dkim.verify(base64.b64decode(r['message']), dnsfunc=text) else 'fail'
        except Exception:  # dkimpy lets some of what is wrong through as it is
            answer = 'fail'
    else:
        c = tuple(s.encode() for s in r['canon'].split('/'))
        answer = base64.b64encode(dkim.sign(base64.b64decode(r['message']), b's1', b'crepes.fr', r['key'].encode(),
                                            canonicalize=c, signature_algorithm=r['algorithm'].encode())).decode()
    print(json.dumps(answer), flush=True)
