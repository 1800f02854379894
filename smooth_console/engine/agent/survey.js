/* Lists what can be pointed at in one document, shadow roots included. Given {queries, wide}; gives {elements, records}.
   Runs in the page: loops and indexes, for pages that have replaced the methods of arrays. */
(ask) => {
  const elements = [], records = [];
  const MOST = 6000, LONGEST = 300;
  const INTERACTIVE = 'a[href],area[href],button,input,select,textarea,summary,[role],[contenteditable],[onclick],[tabindex],[draggable=true],img,h1,h2,h3,h4,h5,h6,video,canvas';
  const FIELD_ROLES = ' textbox searchbox combobox spinbutton slider ';
  const clean = (text) => String(text || '').slice(0, 4000).replace(/\s+/g, ' ').trim().slice(0, LONGEST);
  const roots = [];

  const roleOf = (el) => {
    const given = (el.getAttribute('role') || '').trim().split(/\s+/)[0].toLowerCase();
    if (given && given !== 'presentation' && given !== 'none') return given;
    const tag = el.localName, type = tag === 'input' ? el.type : '';
    if (tag === 'a' || tag === 'area') return el.hasAttribute('href') ? 'link' : '';
    if (tag === 'button' || tag === 'summary') return 'button';
    if (tag === 'input') {
      const named = {button: 'button', submit: 'button', reset: 'button', image: 'button', checkbox: 'checkbox', radio: 'radio',
        range: 'slider', number: 'spinbutton', search: 'searchbox', file: 'file', hidden: 'none'};
      return named[type] || (el.hasAttribute('list') ? 'combobox' : 'textbox');
    }
    if (tag === 'select') return el.multiple || el.size > 1 ? 'listbox' : 'combobox';
    if (tag === 'textarea') return 'textbox';
    if (tag === 'img') return 'img';
    if (/^h[1-6]$/.test(tag)) return 'heading';
    if (el.isContentEditable && !(el.parentElement && el.parentElement.isContentEditable)) return 'textbox';
    return '';
  };
  const kindOf = (el, role) => {
    const tag = el.localName;
    if (tag === 'select') return 'select';
    if (role === 'file') return 'file';
    if (role === 'checkbox' || role === 'radio' || role === 'switch' || role === 'menuitemcheckbox' || role === 'menuitemradio') return 'check';
    if (tag === 'input' || tag === 'textarea') return role === 'button' ? '' : 'text';
    if (el.isContentEditable && !(el.parentElement && el.parentElement.isContentEditable)) return 'text';
    return FIELD_ROLES.includes(' ' + role + ' ') ? 'list' : role === 'listbox' ? 'list' : '';
  };
  const seen = (el) => {
    if (!el.checkVisibility({visibilityProperty: true, contentVisibilityAuto: false})) return false;
    if (el.closest('[inert]')) return false;
    const box = el.getBoundingClientRect();
    if (box.width > 1 && box.height > 1) return true;
    return el.localName === 'a' && el.firstElementChild !== null && el.firstElementChild.getBoundingClientRect().width > 1;
  };
  const without = (node, skip) => {
    let text = '';
    for (let child = node.firstChild; child; child = child.nextSibling) {
      if (child.nodeType === 3) text += child.data;
      else if (child.nodeType === 1 && child !== skip && !/^(select|textarea|script|style|template)$/.test(child.localName)) {
        text += child.localName === 'img' ? ' ' + child.alt + ' ' : without(child, skip);
        if (child.localName === 'br' || child.localName === 'div' || child.localName === 'p') text += ' ';
      }
    }
    return text;
  };
  const shown = (el) => {
    let text = clean(el.innerText);
    if (!text) text = clean(el.textContent);
    if (!text) {
      const slots = el.getElementsByTagName('slot');
      for (let i = 0; i < slots.length; i++) {
        const given = slots[i].assignedNodes();
        for (let k = 0; k < given.length; k++) text += ' ' + given[k].textContent;
      }
      text = clean(text);
    }
    if (!text) {
      const inner = el.querySelector('img[alt],[aria-label],svg title,[title]');
      if (inner) text = clean(inner.getAttribute('alt') || inner.getAttribute('aria-label') || inner.textContent || inner.getAttribute('title'));
    }
    return text;
  };
  const sourcesOf = (el, role, kind) => {
    const sources = [];
    const add = (what, text) => { text = clean(text); if (text) sources[sources.length] = [what, text]; };
    const by = el.getAttribute('aria-labelledby');
    if (by) {
      let text = '';
      const ids = by.trim().split(/\s+/), root = el.getRootNode();
      for (let i = 0; i < ids.length; i++) { const one = root.getElementById ? root.getElementById(ids[i]) : null; if (one) text += ' ' + without(one, null); }
      add('label', text);
    }
    add('label', el.getAttribute('aria-label'));
    if (el.labels) for (let i = 0; i < el.labels.length; i++) add('label', without(el.labels[i], el));
    if (el.localName === 'input' && role === 'button') add('text', el.value || (el.type === 'submit' ? 'Submit' : el.type === 'reset' ? 'Reset' : ''));
    if (!kind || kind === 'check' && el.localName !== 'input' || kind === 'list') add('text', shown(el));
    add('alt', el.getAttribute('alt'));
    add('placeholder', el.getAttribute('placeholder') || el.getAttribute('aria-placeholder') || el.getAttribute('data-placeholder'));
    add('title', el.getAttribute('title'));
    add('test id', el.getAttribute('data-testid') || el.getAttribute('data-test-id') || el.getAttribute('data-test'));
    add('name', el.getAttribute('name'));
    add('id', el.id);
    if (kind && !sources.some((one) => one[0] === 'label')) {
      let before = el.previousSibling;
      while (before && !clean(before.textContent)) before = before.previousSibling;
      const cell = el.closest('td,dd');
      if (before && clean(before.textContent).length < 60 && !(before.querySelector && before.querySelector('input,select,textarea,button'))) add('beside', before.textContent);
      else if (cell && cell.previousElementSibling) add('beside', cell.previousElementSibling.textContent);
    }
    return sources;
  };
  const known = new Set();
  const put = (el, role, clickable) => {
    if (elements.length >= MOST || known.has(el)) return;
    known.add(el);
    const kind = kindOf(el, role), form = el.form || el.closest('form');
    elements[elements.length] = el;
    records[records.length] = {
      role, kind, clickable, sources: sourcesOf(el, role, kind), visible: seen(el),
      disabled: el.matches(':disabled') || el.closest('[aria-disabled=true]') !== null,
      readonly: el.readOnly === true, password: el.type === 'password', type: el.localName === 'input' ? el.type : el.localName,
      href: role === 'link' ? String(el.href && el.href.baseVal === undefined ? el.href : '') : '',
      rel: el.getAttribute('rel') || '', autocomplete: el.getAttribute('autocomplete') || '',
      current: el.hasAttribute('aria-current') && el.getAttribute('aria-current') !== 'false',
      checked: el.checked === true || el.getAttribute('aria-checked') === 'true',
      submits: form !== null && role === 'button' && (el.type === 'submit' || el.type === 'image'),
      form: form ? forms.indexOf(form) : -1,
      searching: el.closest('[role=search],search') !== null,
      aside: el.closest('nav,header,footer,aside,[role=navigation],[role=banner],[role=contentinfo]') !== null,
      options: el.localName === 'select' ? optionsOf(el) : [],
    };
  };
  const optionsOf = (el) => {
    const all = [];
    for (let i = 0; i < el.options.length && i < 400; i++) all[i] = clean(el.options[i].label || el.options[i].text);
    return all;
  };
  const forms = [];
  forms.indexOf = (form) => { for (let i = 0; i < forms.length; i++) if (forms[i] === form) return i; forms[forms.length] = form; return forms.length - 1; };

  const walk = (root) => {
    roots[roots.length] = root;
    const all = root.querySelectorAll('*');
    for (let i = 0; i < all.length; i++) {
      const el = all[i];
      if (el.matches(INTERACTIVE)) {
        const role = roleOf(el);
        if (role !== 'none' && !(el.localName === 'input' && el.type === 'hidden')) {
          const clickable = /^(link|button|tab|menuitem|menuitemcheckbox|menuitemradio|option|treeitem|gridcell|switch|checkbox|radio)$/.test(role)
            || FIELD_ROLES.includes(' ' + role + ' ') || el.hasAttribute('onclick') || el.tabIndex >= 0 || el.draggable && role !== 'img';
          if (role || clickable) put(el, role, clickable);
        }
      }
      if (el.shadowRoot) walk(el.shadowRoot);
    }
  };
  walk(document);

  const folded = (text) => text.replace(/\s+/g, ' ').replace(/[‘’]/g, "'").toLowerCase();
  const smallest = (node, query) => {
    if (records.length >= MOST) return;
    let deeper = false;
    for (let child = node.firstElementChild; child; child = child.nextElementSibling) {
      if (/^(script|style|noscript|template|option|head|title)$/.test(child.localName)) continue;
      if (folded(child.textContent).includes(query)) { deeper = true; smallest(child, query); }
    }
    if (deeper || node.nodeType !== 1 || node === document.documentElement || node === document.body && !ask.wide) return;
    for (let up = node; up; up = up.parentElement || (up.getRootNode() || {}).host) if (known.has(up) && up.localName !== 'main' && records[elements.indexOf(up)].clickable) return;
    if (node.localName === 'label' && node.control && node.control.checkVisibility() && !ask.wide) return;
    if (!known.has(node)) put(node, '', getComputedStyle(node).cursor === 'pointer');
  };
  for (let q = 0; q < ask.queries.length; q++) {
    if (!ask.queries[q]) continue;
    for (let i = 0; i < roots.length; i++) smallest(roots[i] === document ? document.body || document.documentElement : roots[i], ask.queries[q]);
  }
  return {elements, records};
}
