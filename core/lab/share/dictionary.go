package share

// dictionary is what version 1 of the links takes for said already: DEFLATE finds strings
// in what went before, and a short text has hardly any. What is most frequent stands last,
// where the distances are shortest.
//
// It belongs to the version: a link made with it can be read with nothing else.
const dictionary = `$TTL 3600
86400 172800 2592000 IN SOA hostmaster. nstld. 1800 900 604800 300
@    NS  A   CNAME   MX 10 TXT PTR AAAA
a.root-servers.net. a.com-servers.com. a.edu-servers.net. gaia.cs.umass.edu. dns.umass.edu. www.example.com.
-- when/
-- story.md --
# **You can** the name server answers the query. ` + "`" + `www` + "`" + `
-- zones/com.zone --
$ORIGIN edu.
-- zones/root.zone --
$ORIGIN .
{"text":"-- lab.json --\n{\n  \"playnet\": 1,\n  \"id\": \"my-lab\",\n  \"title\": \"\",\n  \"summary\": \"\",\n  \"subject\": \"dns\",\n  \"epoch\": \"2026-03-02T09:00:00Z\",\n  \"sites\": [\n    {\"name\": \"\", \"title\": \"\", \"link\": {\"up\": \"10Mbit/s\", \"down\": \"100Mbit/s\", \"delay\": \"20ms\", \"loss\": 0.05, \"queue\": \"64KiB\"}}\n  ],\n  \"hosts\": [\n    {\"name\": \"\", \"title\": \"\", \"address\": \"128.119.\", \"site\": \"\", \"resolvers\": [\"dns\"]},\n  ],\n  \"links\": [\n    {\"between\": [\"\", \"\"], \"delay\": \"5ms\"},\n  ],\n  \"services\": [\n    {\"kind\": \"dns.authority\", \"host\": \"\", \"zones\": [\"zones/root.zone\", \"zones/edu.zone\"]},\n    {\"kind\": \"dns.resolver\", \"host\": \"\", \"hints\": \"zones/hints.zone\"},\n    {\"kind\": \"sockets.small\", \"host\": \"\"}\n  ],\n  \"switches\": [\n    {\"id\": \"\", \"title\": \"\", \"on\": true}\n  ],\n  \"timeline\": [\n    {\"at\": \"0s\", \"do\": {\"op\": \"dns.query\", \"host\": \"\", \"name\": \"www.\"}}\n  ]\n}\n
"view":{"host":"","frame":,"event":,"pane":"stage","pane":"details","pane":"bytes","tab":"packets","tab":"ladder","filter":"ip.addr == tcp.port == udp.port == dns.qry.name == \"","embed":true}
{"at":"1s","pos":,"do":{"op":"terminal.line","host":"","line":"ping dig "}},{"at":"0s","pos":0,"do":{"op":"mail.send","op":"host.stop","host":"dns.umass.edu"}},{"at":"","pos":1,"do":{"op":"host.start","host":"dns.nyu.edu"}},{"op":"link.cut","place":""}},{"op":"link.restore","place":""}},{"op":"frame.drop","frame":1}},{"op":"lab.switch","switch":"intermediate","on":true}},{"op":"ping","host":"","to":"","count":4}},{"at":"","pos":,"do":{"op":"dns.query","host":"engineering","name":"gaia.cs.umass.edu","type":"MX"}},{"at":"","pos":,"do":{"op":"dns.query","host":"engineering","name":"www.umass.edu","type":"A"}}]}
{"lab":"dns-recursive","seed":"7","pos":100,"at":"1.5s","view":{"pane":"packets"},"log":[{"at":"200ms","pos":60,"do":{"op":"
{"lab":"sockets-tcp","seed":"7","pos":,"at":"149.999ms","view":{"tab":"packets"},"log":[{"at":"
{"lab":"dns-iterated","seed":"7","pos":42,"at":"142.123456ms","view":{"pane":"ladder","tab":"ladder"}}
{"lab":"dns-iterated","seed":"7","pos":`
