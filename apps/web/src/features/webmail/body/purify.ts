import DOMPurify, { type Config } from 'dompurify';

/**
 * The second of three layers (server's allow list, this, sandbox with its policy). It trusts nothing the server said: each layer
 * alone keeps scripts, dialogs and requests at none (e2e/mail-xss.test.ts).
 */
const CONFIG: Config = {
  USE_PROFILES: { html: true },
  FORBID_TAGS: [
    'area',
    'audio',
    'button',
    'canvas',
    'datalist',
    'dialog',
    'fieldset',
    'form',
    'input',
    'label',
    'legend',
    'map',
    'meter',
    'optgroup',
    'option',
    'output',
    'picture',
    'progress',
    'select',
    'selectedcontent',
    'source',
    'style',
    'template',
    'textarea',
    'track',
    'video',
  ],
  FORBID_ATTR: [
    'action',
    'background',
    'cite',
    'id',
    'longdesc',
    'name',
    'ping',
    'popover',
    'poster',
    'slot',
    'srcset',
    'usemap',
  ],
  ALLOW_DATA_ATTR: false,
  ADD_ATTR: ['data-cid', 'target'],
  ALLOW_UNKNOWN_PROTOCOLS: false,
};

const PICTURE = /^data:image\/(?:png|jpeg|jpg|gif|webp);base64,[a-z0-9+/=\s]+$/i;
const OWN_PAGE = /^\/thu\/(?:lien-ket|soan)\?[^\s\\]*$/;
const OWN_FILE = /^\/api\/[^\s\\]*$/;
/** Brackets only of colours, no escape, no at-rule, no size of the window (a frame as high as itself would grow for ever). */
const RISKY_STYLE = /[\\@]|\/\*|(?<!\brgba?|\bhsla?)\(|position\s*:|\d(?:[dsl]?v[hwib]|v(?:min|max))\b/i;

const TESTS: Readonly<Record<string, (value: string) => boolean>> = {
  href: (value) => OWN_PAGE.test(value),
  src: (value) => PICTURE.test(value),
  style: (value) => !RISKY_STYLE.test(value),
  'data-cid': (value) => OWN_FILE.test(value),
  target: (value) => value === '_blank',
};

/** One for the page: each would ask for a policy of its own, and the page's policy names one. */
function createPurifier(): ReturnType<typeof DOMPurify> {
  const purifier = DOMPurify(window);
  purifier.addHook('uponSanitizeAttribute', (_element, data) => {
    const isFine = TESTS[data.attrName];
    if (isFine !== undefined && !isFine(data.attrValue)) {
      data.keepAttr = false;
    }
  });
  purifier.addHook('afterSanitizeAttributes', (element) => {
    if (element.tagName === 'A' && element.hasAttribute('href')) {
      element.setAttribute('target', '_blank');
      element.setAttribute('rel', 'noopener noreferrer nofollow');
    }
  });
  return purifier;
}

let purifier: ReturnType<typeof DOMPurify> | undefined;

/** Mail HTML with nothing left that runs, fetches or leads anywhere but to our own pages. */
export function purify(html: string): string {
  purifier ??= createPurifier();
  return purifier.sanitize(html, CONFIG);
}

/** The same as elements: whoever reads the text on needs no parser of his own. */
export function purifyToTree(html: string): Node {
  purifier ??= createPurifier();
  return purifier.sanitize(html, { ...CONFIG, RETURN_DOM: true });
}
