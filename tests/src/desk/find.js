// Finds visible elements by role and accessible name, the way assistive technology would.
const [role, name, exact] = arguments;
const tags = {
  button: 'button, summary, [role=button], input[type=submit]',
  link: 'a[href], [role=link]',
  textbox: 'input:not([type]), input[type=text], input[type=password], input[type=search], input[type=url], input[type=number], textarea, [role=textbox], [role=searchbox], [role=combobox]:is(input)',
  combobox: 'select, [role=combobox]',
  option: 'option, [role=option]',
  radio: 'input[type=radio], [role=radio]',
  checkbox: 'input[type=checkbox], [role=checkbox]',
  heading: 'h1, h2, h3, [role=heading]',
  dialog: 'dialog[open], [role=dialog], [role=alertdialog]',
  row: 'tr, [role=row]',
  tab: '[role=tab]',
  menuitem: '[role=menuitem], [role=menuitemradio], [role=menuitemcheckbox]',
  alert: '[role=alert]',
  status: '[role=status]',
  region: 'section[aria-label], section[aria-labelledby], [role=region], aside[aria-label]',
  img: '[role=img], canvas[aria-label], img[alt]',
};
const words = (element) => (element ? element.textContent.replace(/\s+/g, ' ').trim() : '');
function label(element) {
  const by = element.getAttribute('aria-labelledby');
  if (by) return by.split(/\s+/).map((id) => words(document.getElementById(id))).join(' ').trim();
  const own = element.getAttribute('aria-label');
  if (own) return own.trim();
  if (element.labels && element.labels.length) return [...element.labels].map(words).join(' ');
  if (element.matches('input, select, textarea')) return element.getAttribute('title') || '';
  return words(element) || element.getAttribute('title') || element.getAttribute('alt') || '';
}
const visible = (element) => {
  const box = element.getBoundingClientRect();
  return box.width > 0 && box.height > 0 && getComputedStyle(element).visibility !== 'hidden' && !element.closest('[inert]') && inSight(element, box);
};
// A table holds rows beyond its edges, where nobody can click them.
function inSight(element, box) {
  const frame = role === 'row' ? element.closest('[role=grid]')?.getBoundingClientRect() : undefined;
  const middle = (box.top + box.bottom) / 2;
  return frame === undefined || (middle > frame.top && middle < frame.bottom);
}
// An open modal dialog hides everything behind it.
const modal = [...document.querySelectorAll('dialog[open]')].filter((dialog) => dialog.matches(':modal')).pop();
const scope = modal || document;
const candidates = [...scope.querySelectorAll(tags[role])];
if (modal && role === 'dialog') candidates.push(modal);
const fits = (text) => (exact ? text === name : text.toLowerCase().includes(name.toLowerCase()));
const found = candidates.filter((element) => (role === 'option' || visible(element)) && fits(label(element)));
// The tightest fit first: “Abort” before “Abort deployment”.
found.sort((a, b) => label(a).length - label(b).length);
return found.slice(0, 50);
