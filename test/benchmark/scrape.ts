// Asks for a page each second, as Prometheus does; a process of its own.
const [, , url = ""] = process.argv
setInterval(() => void fetch(url).then((response) => response.text()), 1_000)
