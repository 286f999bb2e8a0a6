/** The live page; its script fills it. All that it loads is beside it, wherever a program mounts it. */
export const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Aquifer monitor</title>
<link rel="icon" href="favicon.ico">
<link rel="stylesheet" href="uplot.css">
<link rel="stylesheet" href="style.css">
<script src="uplot.js" defer></script>
<script type="module" src="page/monitor.js"></script>
</head>
<body>
<header>
<h1>Aquifer</h1>
<span id="program"></span>
<span id="clock" class="faint"></span>
<span id="status" role="status">connecting</span>
<div class="controls">
<label>Filter <input id="filter" type="search" aria-keyshortcuts="/" autocomplete="off" spellcheck="false"></label>
<button id="pause" type="button" aria-pressed="false" aria-keyshortcuts="p">Pause</button>
</div>
</header>
<main>
<section id="verdict" class="card" hidden></section>
<div id="gauges"></div>
<div id="sections"></div>
</main>
<noscript>This page needs JavaScript. The same as text: aquifer monitor --once</noscript>
</body>
</html>
`
