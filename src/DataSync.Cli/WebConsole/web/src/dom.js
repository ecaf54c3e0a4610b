// The only way that anything gets into the page. Text is always a text node: a key may hold markup, and it is shown as it is.
const svgNamespace = 'http://www.w3.org/2000/svg';

export const byId = id => document.getElementById(id);

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (typeof value === 'boolean') {
      element.toggleAttribute(name, value);
    } else if (value !== null && value !== undefined) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.filter(child => child !== null && child !== undefined).map(child => child instanceof Node ? child : String(child)));
  return element;
}

export const el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);

export const svg = (tag, attributes, ...children) => fill(document.createElementNS(svgNamespace, tag), attributes, children);

/** Sets text only where it differs: readers and selections are left alone by an update that changes nothing. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** Makes a list's children those of the items: children of the same key stay, with the focus that they may have. */
export function reconcile(list, items, keyOf, create, update) {
  const old = new Map([...list.children].map(child => [child.dataset.key, child]));
  let at = list.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    let child = old.get(key);
    old.delete(key);
    if (!child) {
      child = create(item);
      child.dataset.key = key;
    }
    update(child, item);
    if (child === at) {
      at = at.nextElementSibling;
    } else {
      list.insertBefore(child, at);
    }
  }
  for (const child of old.values()) {
    child.remove();
  }
}

/** Says something to screen readers. Only for what has changed for good, never for figures that move. */
export function announce(text) {
  setText(byId('announce'), text);
}

for (const button of document.querySelectorAll('dialog .close')) {
  button.addEventListener('click', () => button.closest('dialog').close());
}

/** Asks; true when the person says yes. */
export function ask(title, text, yes, isDanger = false) {
  const dialog = byId('ask-dialog');
  const button = byId('ask-yes');
  setText(byId('ask-title'), title);
  setText(byId('ask-text'), text);
  setText(button, yes);
  button.classList.toggle('danger', isDanger);
  return new Promise(resolve => {
    let answer = false;
    button.onclick = () => {
      answer = true;
      dialog.close();
    };
    dialog.onclose = () => resolve(answer);
    dialog.showModal();
    // A destructive answer must not be what the Enter key gives by itself.
    (isDanger ? dialog.querySelector('.close') : button).focus();
  });
}
