// Sections of docs/operations.md, which the console carries with it: at 3 a.m. nobody looks for a repository.
import { byId, el, setText } from './dom.js';

let guide = null;

export async function showGuide(section) {
  const dialog = byId('guide-dialog');
  guide ??= fetch('operations.md').then(response => response.text());
  const found = cut(await guide, section);
  setText(byId('guide-title'), found?.title ?? section);
  byId('guide-body').replaceChildren(...(found ? render(found.lines) : [el('p', null, `docs/operations.md has no section ${section}.`)]));
  dialog.showModal();
  byId('guide-body').scrollTop = 0;
}

const slug = title => title.toLowerCase().replace(/[^\w\s-]/g, '').trim().replace(/\s+/g, '-');

/** The lines from the heading of that anchor to the next one of its level. */
function cut(text, section) {
  const lines = text.split('\n');
  const heading = line => /^(#+)\s+(.*)$/.exec(line);
  const start = lines.findIndex(line => heading(line) && slug(heading(line)[2]) === section);
  if (start < 0) {
    return null;
  }
  const depth = heading(lines[start])[1].length;
  const length = lines.slice(start + 1).findIndex(line => heading(line) && heading(line)[1].length <= depth);
  return { title: heading(lines[start])[2], lines: lines.slice(start + 1, length < 0 ? undefined : start + 1 + length) };
}

/** As much of Markdown as the guide uses: code, tables, lists, headings, paragraphs. */
function render(lines) {
  const blocks = [];
  let open = null;
  const start = (kind, line) => {
    open = { kind, lines: line === undefined ? [] : [line] };
    blocks.push(open);
  };
  for (const line of lines) {
    if (open?.kind === 'pre' && open.isFenced) {
      if (line.trimStart().startsWith('```')) {
        open = null;
      } else {
        open.lines.push(line);
      }
    } else if (line.trimStart().startsWith('```')) {
      start('pre');
      open.isFenced = true;
    } else if (line.trim() === '') {
      open = null;
    } else if (line.startsWith('|')) {
      open?.kind === 'pre' ? open.lines.push(line) : start('pre', line);
    } else if (/^#+\s/.test(line)) {
      start('h3', line.replace(/^#+\s+/, ''));
      open = null;
    } else if (/^\s*([*-]|\d+\.)\s/.test(line)) {
      start('li', line.replace(/^\s*([*-]|\d+\.)\s+/, ''));
    } else if (open) {
      open.lines.push(line);
    } else {
      start('p', line);
    }
  }
  return blocks.map(block => block.kind === 'pre'
    ? el('pre', null, block.lines.join('\n'))
    : el(block.kind === 'li' ? 'p' : block.kind, { class: block.kind === 'li' ? 'item' : null }, ...inline(block.lines.map(line => line.trim()).join(' '))));
}

const inline = text => text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).filter(Boolean).map(part =>
  part.startsWith('`') ? el('code', null, part.slice(1, -1))
    : part.startsWith('**') ? el('strong', null, part.slice(2, -2))
      : part.replace(/\[([^\]]+)\]\([^)]*\)/g, '$1'));
