/* Lists the entries of the page's main list: links that stand alike, each address once. Gives {elements, records}. */
() => {
  const clean = (text) => String(text || '').slice(0, 2000).replace(/\s+/g, ' ').trim().slice(0, 120);
  const roots = [document], groups = new Map();
  const here = location.href.split('#')[0];
  const consider = (link) => {
    if (!/^https?:|^file:|^data:/.test(link.href) || link.href.split('#')[0] === here || !link.checkVisibility({visibilityProperty: true})) return;
    if (link.closest('nav,header:not(article header),footer:not(article footer),[role=navigation],[role=banner],[role=contentinfo],[aria-label*=breadcrumb i],[aria-label*=pagination i]')) return;
    const inner = link.querySelector('h1,h2,h3,h4,h5,h6,img[alt]');
    const name = clean(link.innerText) || clean(link.getAttribute('aria-label')) || clean(inner && inner.alt) || clean(link.title);
    if (!name) return;
    let path = '', card = false, main = false, heading = inner !== null && inner.localName !== 'img';
    for (let at = link, steps = 0; at; at = at.parentElement, steps++) {
      if (/^h[1-6]$/.test(at.localName)) heading = true;
      if (/^(li|article|tr)$/.test(at.localName) || at.getAttribute('role') === 'listitem' || at.getAttribute('role') === 'article') card = true;
      if (at.localName === 'main' || at.getAttribute('role') === 'main') { main = true; break; }
      if (steps < 6) path += at.localName + (at.localName === 'a' ? '.' + (at.classList[0] || '') : '') + '<';
    }
    let group = groups.get(path);
    if (!group) groups.set(path, group = {links: [], names: [], known: new Set(), letters: 0, heading, card, main});
    if (group.known.has(link.href)) return;
    group.known.add(link.href);
    group.links.push(link);
    group.names.push(name);
    group.letters += Math.min(name.length, 60);
  };
  for (let r = 0; r < roots.length; r++) {
    const all = roots[r].querySelectorAll('*');
    for (let i = 0; i < all.length; i++) {
      if (all[i].shadowRoot) roots.push(all[i].shadowRoot);
      if (all[i].localName === 'a' && all[i].hasAttribute('href')) consider(all[i]);
    }
  }
  let best = null, most = 0;
  for (const group of groups.values()) {
    const score = group.letters * (group.heading ? 3 : 1) * (group.card ? 1.5 : 1) * (group.main ? 1.5 : 1);
    if (score > most) { most = score; best = group; }
  }
  return {elements: best ? best.links : [], records: best ? best.names : []};
}
