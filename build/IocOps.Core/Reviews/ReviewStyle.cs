namespace IocOps.Core.Reviews;

/// <summary>How the page of a review looks, and what it can do. Nothing of it comes from elsewhere.</summary>
internal static class ReviewStyle
{
    // Colours with a contrast of at least 4.5 to 1 on their grounds.
    public const string Css = """
        :root{color-scheme:light dark;--ground:#fff;--raised:#f4f6f8;--ink:#1a1f24;--soft:#55606b;--line:#c4ccd4;--link:#005f9e;--bad:#a31621;--warn:#855300;--good:#1a6b34;--minus:#fbe4e4;--plus:#e0f4e4;--hatch:#eef1f4}
        @media screen and (prefers-color-scheme:dark){:root{--ground:#12161a;--raised:#1b2127;--ink:#e6eaee;--soft:#a3afbb;--line:#3c4650;--link:#7cc4ff;--bad:#ff9a9a;--warn:#f0c060;--good:#7fd89a;--minus:#42201f;--plus:#173821;--hatch:#1b2127}}
        *{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.45 system-ui,sans-serif}
        a{color:var(--link)}:focus-visible{outline:3px solid var(--link);outline-offset:2px}
        .skip{position:absolute;left:-999em}.skip:focus{left:8px;top:8px;background:var(--ground);padding:6px 10px;z-index:2}
        header,main,footer{max-width:1500px;margin:0 auto;padding:0 20px}h1{font-size:1.45em;margin:.7em 0 .2em}h2{font-size:1.15em;margin:1.6em 0 .5em}h3{font-size:1em;margin:1.1em 0 .4em}
        .soft{color:var(--soft)}code,.d{font-family:ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace;font-size:.87em;overflow-wrap:anywhere}
        .warn{border-left:4px solid var(--bad);background:var(--raised);padding:8px 12px;margin:8px 0;font-weight:600}
        .tiles{display:flex;flex-wrap:wrap;gap:10px;padding:0;list-style:none}.tiles li{background:var(--raised);border:1px solid var(--line);border-radius:8px;padding:8px 14px;min-width:7em}.tiles b{display:block;font-size:1.5em;line-height:1.2}
        .tools{position:sticky;top:0;background:var(--ground);border-bottom:1px solid var(--line);padding:8px 0;display:flex;gap:8px 12px;flex-wrap:wrap;align-items:center;z-index:1}
        input,button{font:inherit;color:inherit;background:var(--ground);border:1px solid var(--soft);border-radius:6px;padding:5px 10px}input{width:20em;max-width:100%}button{cursor:pointer}input::placeholder{color:var(--soft);opacity:1}
        .wide{overflow-x:auto}table{border-collapse:collapse}.t{width:100%}.t th,.t td{text-align:left;padding:4px 10px 4px 0;border-bottom:1px solid var(--line);vertical-align:top}.t th{font-weight:600;color:var(--soft)}
        .Broken,.Restarts,.Ends,.e{color:var(--bad);font-weight:600}.Begins,.Updates,.g{color:var(--good);font-weight:600}.Unknown,.Elsewhere,.w{color:var(--warn);font-weight:600}
        details.o{border:1px solid var(--line);border-radius:8px;margin:8px 0;scroll-margin-top:60px}details.o>summary{padding:8px 12px;background:var(--raised);border-radius:8px;cursor:pointer}details.o>div{padding:2px 14px 12px}
        summary b{margin-right:.6em}details.f{margin:6px 0}details.f>summary{cursor:pointer;padding:3px 0}.off{display:none}
        .d{width:100%;table-layout:fixed;border:1px solid var(--line)}.d td{padding:0 6px;white-space:pre-wrap;vertical-align:top;line-height:1.5}.d .n{width:4.2em;text-align:right;color:var(--soft);user-select:none;border-right:1px solid var(--line)}.d col.n{width:4.2em}
        .d .m{background:var(--minus)}.d .p{background:var(--plus)}.d .x{background:var(--hatch)}.d .k td{color:var(--soft);background:var(--raised);text-align:center}ins,del{text-decoration:none}
        @media (max-width:720px){header,main,footer{padding:0 12px}.d colgroup{display:none}.d,.d tbody,.d tr{display:block}.d td{display:inline-block;width:calc(100% - 4.2em)}.d .n{display:inline-block;width:4.2em;border:0}.d .x,.d .s.l{display:none}.d .k td{display:block;width:100%}input{width:100%}.t thead{display:none}.t tr{display:block;padding:6px 0;border-bottom:1px solid var(--line)}.t td{display:inline;border:0;padding:0 8px 0 0}.t td:empty{display:none}.t td[data-is]::before{content:attr(data-is) " ";color:var(--soft)}}
        @media print{.tools,.skip{display:none}body{font-size:10pt}header,main,footer{max-width:none;padding:0}details.o{break-inside:auto}h2,h3,summary{break-after:avoid}details::details-content{content-visibility:visible;block-size:auto;display:block}.d .m,.d .p,.d .x{print-color-adjust:exact;-webkit-print-color-adjust:exact}@page{margin:12mm}}
        """;

    // No '<' and no '&' in here: the file is XML, too.
    public const string Script = """
        const box = document.getElementById('find'), count = document.getElementById('count');
        const owners = Array.from(document.querySelectorAll('details.o')), rows = Array.from(document.querySelectorAll('tr[data-find]'));
        const all = Array.from(document.querySelectorAll('main details'));
        function find() {
          const words = box.value.toLowerCase().split(/\s+/).filter(w => w);
          const fits = e => words.every(w => e.dataset.find.toLowerCase().includes(w));
          for (const e of owners.concat(rows)) e.classList.toggle('off', !fits(e));
          count.textContent = words.length ? owners.filter(fits).length + ' of ' + owners.length : '';
        }
        function open(yes) { for (const d of all) d.open = yes; }
        function show() {
          const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
          if (!target || target.tagName !== 'DETAILS') return;
          target.classList.remove('off');
          target.open = true;
          target.querySelector('summary').focus({ preventScroll: true });
          target.scrollIntoView();
        }
        let before = [];
        addEventListener('beforeprint', () => { before = all.filter(d => !d.open); open(true); });
        addEventListener('afterprint', () => { for (const d of before) d.open = false; });
        addEventListener('hashchange', show);
        box.addEventListener('input', find);
        document.getElementById('open').addEventListener('click', () => open(true));
        document.getElementById('close').addEventListener('click', () => open(false));
        document.addEventListener('keydown', e => {
          if (e.ctrlKey || e.altKey || e.metaKey) return;
          if (e.key === '/' ? document.activeElement !== box : false) { box.focus(); box.select(); e.preventDefault(); }
          else if (e.key === 'Escape') { box.value = ''; find(); }
        });
        show();
        """;
}
