// Elements are made by hand, so that no text of a request can become markup.

export const $ = (id) => document.getElementById(id);

/** el('p', {class: 'muted'}, 'text', otherElement) */
export function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export function fill(parent, ...children) {
  parent.replaceChildren(...children.filter((child) => child !== null && child !== undefined));
}

/** A name and its value, of a description list. */
export function figure(name, value, note) {
  return el('div', {}, el('dt', {}, name), el('dd', {}, value, note ? el('small', {}, note) : null));
}

/** Buttons of which one is pressed. */
export function choice(group, name, chosen) {
  group.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (button) {
      for (const each of group.querySelectorAll('button')) {
        each.setAttribute('aria-pressed', String(each === button));
      }
      chosen(button.dataset[name]);
    }
  });
}

/** The JSON of one of our own paths; an error has the server's words. */
export async function ask(path, options) {
  const response = await fetch(path, {cache: 'no-store', ...options});
  if (response.status === 401 || response.status === 403) {
    location.reload();
  }
  const json = await response.json();
  if (!response.ok) {
    throw new Error(json.error && json.error.message ? json.error.message : 'status ' + response.status);
  }
  return json;
}
