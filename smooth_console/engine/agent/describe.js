/* Tells candidates apart. Given a survey and {chosen, near}; gives for each what stands around it, how much text it takes to reach `near`, and whether it holds another. */
(survey, ask) => {
  const clean = (text, most) => { text = String(text || '').slice(0, 3000).replace(/\s+/g, ' ').trim(); return text.length > most ? text.slice(0, most - 1) + '…' : text; };
  const up = (el) => el.parentElement || (el.getRootNode() || {}).host || null;
  const around = (el) => {
    const own = clean(el.innerText || el.textContent, 200);
    for (let at = up(el), steps = 0; at && steps < 8; at = up(at), steps++) {
      if (at.localName === 'body' || at.localName === 'main') break;
      const text = clean(at.innerText, 400);
      const rest = clean(text.replace(own, ''), 70);
      if (rest.length > 1 && text.length < 400) return rest;
    }
    return '';
  };
  const section = (el) => {
    for (let at = el; at; at = up(at)) {
      if (/^(nav|header|footer|dialog|aside)$/.test(at.localName)) return {nav: 'the navigation', header: 'the header', footer: 'the footer', dialog: 'the dialog', aside: 'the sidebar'}[at.localName];
      if (at.localName === 'fieldset') { const legend = at.querySelector('legend'); if (legend) return clean(legend.textContent, 50); }
      for (let before = at.previousElementSibling; before; before = before.previousElementSibling) {
        const heading = /^h[1-6]$/.test(before.localName) ? before : before.querySelector('h1,h2,h3,h4,h5,h6');
        if (heading) return "'" + clean(heading.textContent, 50) + "'";
      }
    }
    return '';
  };
  const folded = (text) => String(text || '').replace(/\s+/g, ' ').replace(/[‘’]/g, "'").toLowerCase();
  const reach = (el, near) => {
    for (let at = el; at; at = up(at)) {
      const text = at.textContent || '';
      if (folded(text).includes(near)) return text.length;
      const labelled = at.getAttribute ? at.getAttribute('aria-label') : '';
      if (labelled && folded(labelled).includes(near)) return text.length;
      // The heading or legend that stands right before a group belongs to it.
      const before = at.previousElementSibling;
      if (before && /^h[1-6]$/.test(before.localName) && folded(before.textContent).includes(near)) return text.length;
    }
    return -1;
  };
  const told = [];
  for (let i = 0; i < ask.chosen.length; i++) {
    const el = survey.elements[ask.chosen[i]];
    let holds = false;
    for (let k = 0; k < ask.chosen.length; k++) if (k !== i && el.contains(survey.elements[ask.chosen[k]])) holds = true;
    told[i] = {around: around(el), section: section(el), reach: ask.near ? reach(el, ask.near) : 0, holds};
  }
  return told;
}
