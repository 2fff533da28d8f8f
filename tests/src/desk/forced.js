// What nobody could tell where the system puts its own colours in the place of ours: grounds, tints and shadows are gone there, and outlines,
// borders, glyphs and words stay. Asked after the page's own rules for that were switched on.
const seen = (one) => {
    const { width, height } = one.getBoundingClientRect();
    return width > 1 && height > 1 && one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
};
const told = (one) => `<${one.tagName.toLowerCase()} class="${(one.getAttribute('class') ?? '').replace(/\s?svelte-\w+/g, '')}"> “${(one.getAttribute('aria-label') ?? one.textContent ?? '').trim().slice(0, 40)}” in <${one.parentElement?.getAttribute('class') ?? ''}>`;
const clear = (colour) => colour === 'transparent' || /rgba\(.*, 0\)$/.test(colour);
const outlined = (one) => {
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(one);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1 && !clear(outlineColor);
};
// All of how it is drawn that stays.
const drawn = (one) => {
    const own = getComputedStyle(one);
    const signs = ['::before', '::after'].map((pseudo) => {
        const { content, borderTopWidth, borderLeftWidth } = getComputedStyle(one, pseudo);
        return `${content} ${borderTopWidth} ${borderLeftWidth}`;
    });
    const widths = ['Top', 'Right', 'Bottom', 'Left'].map((side) => (clear(own[`border${side}Color`]) ? '0' : own[`border${side}Width`]));
    const glyphs = [...one.querySelectorAll('svg')].filter(seen).map((svg) => svg.innerHTML).join();
    return [own.fontWeight, own.textDecorationLine, ...widths, own.borderTopStyle, glyphs, ...signs].join('|');
};
const found = [];

// States: framed, or drawn otherwise than their equals that are not in it.
const STATES = '[aria-pressed="true"], [aria-current]:not([aria-current="false"]), [aria-selected="true"], [aria-checked="true"], [data-highlighted], input:checked';
for (const one of document.querySelectorAll(STATES)) {
    // A radio button that is not drawn is drawn by the words beside it.
    if (one.matches('input') && !seen(one) && one.nextElementSibling !== null && seen(one.nextElementSibling)) {
        if (!outlined(one.nextElementSibling)) found.push(`a choice that is told by a ground alone: ${told(one.nextElementSibling)}`);
        continue;
    }
    if (!seen(one)) continue;
    const native = one.matches('input') && getComputedStyle(one).appearance !== 'none';
    if (native || [one, ...one.querySelectorAll('*')].some(outlined) || (one.labels ?? [])[0]?.matches('*') && outlined(one.labels[0])) continue;
    const frame = one.matches('input') ? one.closest('label') : one;
    if (frame !== null && outlined(frame)) continue;
    const equals = [...(one.closest('[role=group], [role=listbox], [role=menu], [role=grid], ul, ol, nav, fieldset, table') ?? document.body).querySelectorAll(one.tagName)];
    const other = equals.find((peer) => peer !== one && seen(peer) && !peer.matches(STATES) && peer.getAttribute('role') === one.getAttribute('role'));
    if (other === undefined || drawn(other) !== drawn(one)) continue;
    found.push(`a state that is told by a ground alone: ${told(one)}`);
}

// Boxes that are nothing but a ground: it must stay, or its absence say nothing.
const IDLE = '.keeps-colour, .keeps-colour *, .bone, .bones *, .row, .waiting, hr, [role=separator], canvas, svg, svg *, img, input, textarea, select, progress, .unseen, .unseen *';
for (const one of document.querySelectorAll('#app *, dialog *')) {
    if (one.childElementCount > 0 || (one.textContent ?? '').trim() !== '' || one.matches(IDLE) || !seen(one)) continue;
    // Words of a pseudo-element are words.
    if (['::before', '::after'].some((pseudo) => !['none', 'normal', '""'].includes(getComputedStyle(one, pseudo).content))) continue;
    const style = getComputedStyle(one);
    const ground = !clear(style.backgroundColor) || style.backgroundImage !== 'none';
    const framed = ['Top', 'Right', 'Bottom', 'Left'].some((side) => parseFloat(style[`border${side}Width`]) > 0 && !clear(style[`border${side}Color`]));
    if (ground && !framed && !outlined(one)) found.push(`nothing but a ground: ${told(one)}`);
}
return [...new Set(found)];
