const FAMILY = 'Be Vietnam Pro';
const WEIGHTS = new Set(['400', '600']);

interface Face {
  weight: string;
  unicodeRange: string;
  bytes: ArrayBuffer;
}

interface Source {
  weight: string;
  unicodeRange: string;
  url: string;
}

function readable(sheet: CSSStyleSheet): CSSRule[] {
  try {
    return [...sheet.cssRules];
  } catch {
    // A sheet of a browser extension is not ours to read.
    return [];
  }
}

/** The font files the page itself is written in, as its style sheets name them. */
function sources(): Source[] {
  return [...document.styleSheets].flatMap((sheet) =>
    readable(sheet).flatMap((rule) => {
      const { style } = rule as Partial<CSSFontFaceRule>;
      const value = (name: string): string => style?.getPropertyValue(name) ?? '';
      const url = /url\("?([^")]+)"?\)/.exec(value('src'))?.[1];
      const isOurs = value('font-family').includes(FAMILY) && WEIGHTS.has(value('font-weight'));
      return url !== undefined && isOurs
        ? [
            {
              weight: value('font-weight'),
              unicodeRange: value('unicode-range'),
              url: new URL(url, sheet.href ?? document.baseURI).href,
            },
          ]
        : [];
    }),
  );
}

async function load({ url, ...face }: Source): Promise<Face[]> {
  const answer = await fetch(url).catch(() => undefined);
  return answer?.ok === true ? [{ ...face, bytes: await answer.arrayBuffer() }] : [];
}

let faces: Promise<Face[]> | undefined;

/**
 * Our letters for the text of a mail. The frame may fetch nothing, not even a font of ours, and that stays so: the page, which has
 * the files anyhow, hands their bytes in.
 */
export async function lendOwnFonts(frame: Document): Promise<void> {
  const view = frame.defaultView as (Window & typeof globalThis) | null;
  if (typeof view?.FontFace !== 'function') {
    return;
  }
  faces ??= Promise.all(sources().map(load)).then((loaded) => loaded.flat());
  for (const { weight, unicodeRange, bytes } of await faces) {
    const face = new view.FontFace(FAMILY, bytes, { weight, ...(unicodeRange !== '' && { unicodeRange }) });
    frame.fonts.add(face);
  }
}
