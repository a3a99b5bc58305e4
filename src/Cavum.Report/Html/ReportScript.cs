namespace Cavum.Report;

/// <summary>The report's only script: opens the provenance of a number beside it. Everything can be read without it.</summary>
internal static class ReportScript
{
    public const string Text = """
        (() => {
          'use strict';
          const data = JSON.parse(document.getElementById('provenance-data').textContent);
          const panel = document.getElementById('trace');
          let opener = null, trail = [];
          const make = (tag, text, css) => { const e = document.createElement(tag); if (text != null) e.textContent = text; if (css) e.className = css; return e; };
          const find = id => { for (let at = id; at; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) if (data.e[at]) return at; return null; };
          const fill = (id, shown) => {
            const at = find(id), entry = at && data.e[at];
            panel.replaceChildren();
            const close = make('button', 'Close', 'close'); close.type = 'button'; close.onclick = hide;
            const head = make('h2', shown || id); head.id = 'trace-h'; head.tabIndex = -1;
            panel.append(close, head, make('code', id, 'id'));
            if (!entry) panel.append(make('p', 'No provenance was recorded for this number.'));
            else {
              panel.append(make('h3', 'Rule'), make('p', data.t[entry[0]]));
              if (at !== id) panel.append(make('p', 'recorded for ' + at, 'small'));
              if (entry[1].length) {
                const list = make('ul');
                for (const input of entry[1]) { const b = make('button', input, 'input'); b.type = 'button'; b.onclick = () => { trail.push([id, shown]); fill(input); }; const li = make('li'); li.append(b); list.append(li); }
                panel.append(make('h3', 'Made from ' + entry[1].length + (entry[1].length === 1 ? ' result' : ' results')), list);
              }
              if (entry[2].length) {
                const list = make('ul');
                for (const [path, sha, locator, read] of entry[2]) {
                  const li = make('li'); li.append(make('code', data.t[path]), make('div', data.t[locator]));
                  if (data.t[read]) li.append(make('div', data.t[read], 'read'));
                  const hash = make('code', 'sha256 ' + data.t[sha], 'sha'); li.append(hash); list.append(li);
                }
                panel.append(make('h3', 'Raw bytes'), list);
              }
            }
            if (trail.length) { const back = make('button', 'Back', 'back'); back.type = 'button'; back.onclick = () => { const [i, s] = trail.pop(); fill(i, s); }; close.after(back); }
            panel.append(make('p', 'cavum trace STUDY ' + id, 'small'));
            head.focus();
          };
          const show = a => {
            opener = a; trail = [];
            const words = a.getAttribute('aria-label') || a.textContent.trim();
            panel.hidden = false; fill(a.dataset.resultId, words);
          };
          function hide() { panel.hidden = true; if (opener) opener.focus(); opener = null; }
          document.addEventListener('click', event => {
            const a = event.target.closest && event.target.closest('a.n');
            if (!a || event.ctrlKey || event.metaKey) return;
            event.preventDefault(); show(a);
          });
          document.addEventListener('keydown', event => {
            if (event.key === 'Escape' && !panel.hidden) { hide(); return; }
            const a = document.activeElement;
            if (!a || !a.matches || !a.matches('a.n')) return;
            const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
            if (!step) return;
            const all = members.get(a.closest(groups)); if (!all) return;
            const next = all[all.indexOf(a) + step]; if (!next) return;
            event.preventDefault(); a.setAttribute('tabindex', '-1'); next.setAttribute('tabindex', '0'); next.focus();
          });
          const groups = 'svg,table,p,ul,header,section', members = new Map();
          for (const a of document.querySelectorAll('a.n')) {
            const group = a.closest(groups), all = members.get(group);
            if (all) { all.push(a); a.setAttribute('tabindex', '-1'); } else members.set(group, [a]);
            if (!a.querySelector('title') && !a.title && !(a instanceof SVGElement)) a.title = a.dataset.resultId;
          }
          for (const a of document.querySelectorAll('nav a')) a.addEventListener('click', () => { const t = document.querySelector(a.getAttribute('href') + ' details.index'); if (t) t.open = true; });
        })();
        """;
}
