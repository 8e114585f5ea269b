namespace IocOps.Core.Operations.Pictures;

/// <summary>A topology as one HTML file: the picture, and a box to find IOCs in it. Needs nothing else; also well-formed XML.</summary>
public static class TopologyHtml
{
    private const string Style = """
        body{margin:0;background:#fff;color:#1a1f24;font:14px system-ui,sans-serif}
        header{position:sticky;top:0;display:flex;gap:14px;align-items:center;flex-wrap:wrap;padding:10px 20px;background:#f4f6f8;border-bottom:1px solid #c4ccd4}
        input{font:inherit;padding:5px 9px;width:22em;max-width:60vw;border:1px solid #8b959f;border-radius:5px;background:#fff;color:inherit}
        input:focus{outline:2px solid #005f9e}kbd{border:1px solid #8b959f;border-radius:3px;padding:0 4px}
        #about{padding:8px 20px;min-height:1.4em;overflow-wrap:anywhere}main{overflow:auto}svg{display:block;max-width:100%;height:auto;min-width:860px}.key,.ioc{cursor:pointer}
        @media screen and (prefers-color-scheme:dark){body{background:#12161a;color:#e6eaee}header{background:#1b2127;border-color:#3c4650}input{background:#12161a}}
        @media print{header,#about{display:none}svg{min-width:0}@page{size:landscape;margin:8mm}}
        """;

    // No '<' and no '&' in here: the file is XML, too.
    private const string Script = """
        const box = document.getElementById('find'), count = document.getElementById('count'), about = document.getElementById('about');
        const iocs = Array.from(document.querySelectorAll('.ioc')), names = new Set(iocs.map(i => i.dataset.name)).size;
        const shown = () => iocs.filter(i => !i.classList.contains('dim'));
        function find() {
          const words = box.value.toLowerCase().split(/\s+/).filter(w => w);
          for (const i of iocs) i.classList.toggle('dim', !words.every(w => i.dataset.find.toLowerCase().includes(w)));
          count.textContent = words.length ? new Set(shown().map(i => i.dataset.name)).size + ' of ' + names : '';
        }
        function show(i) { about.textContent = i.dataset.find; }
        function step(by) {
          const list = shown();
          if (list.length) list[(list.indexOf(document.activeElement) + by + list.length) % list.length].focus();
        }
        box.addEventListener('input', find);
        for (const i of iocs) { i.addEventListener('focus', () => show(i)); i.addEventListener('mouseenter', () => show(i)); i.addEventListener('click', () => i.focus()); }
        for (const k of document.querySelectorAll('.key')) k.addEventListener('click', () => { box.value = box.value === k.dataset.find ? '' : k.dataset.find; find(); });
        document.addEventListener('keydown', e => {
          if (e.ctrlKey || e.altKey || e.metaKey) return;
          const typing = document.activeElement === box;
          if (e.key === '/') { if (typing) return; box.focus(); box.select(); }
          else if (e.key === 'Escape') { box.value = ''; find(); box.blur(); }
          else if (e.key === 'ArrowDown' || (!typing ? e.key === 'ArrowRight' : e.key === 'Enter')) step(1);
          else if (!typing ? e.key === 'ArrowUp' || e.key === 'ArrowLeft' : false) step(-1);
          else return;
          e.preventDefault();
        });
        """;

    /// <summary>The text of the file; the same for the same topology.</summary>
    public static string Write(Topology topology) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width"/>
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"/>
        <title>{Markup.Escape(topology.Title)}</title>
        <style>
        {Style}
        </style>
        </head>
        <body>
        <header><label for="find">Find</label><input id="find" type="search" placeholder="name, state, node, reason" autocomplete="off"/><span id="count" aria-live="polite"></span><span><kbd>/</kbd> find, <kbd>Esc</kbd> all, arrows from IOC to IOC; a click on the legend shows one state</span></header>
        <div id="about" aria-live="polite">Point at an IOC to read how it is.</div>
        <main>
        {TopologySvg.Write(topology)}</main>
        <script>
        {Script}
        </script>
        </body>
        </html>

        """;
}
