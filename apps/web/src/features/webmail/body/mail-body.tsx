import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useAppearance } from '../../../shared/theme/appearance.ts';
import { frameDocument, hasOwnColours, SANDBOX } from './frame-document.ts';
import { showInlinePictures } from './inline-pictures.ts';
import { lendOwnFonts } from './own-fonts.ts';
import './mail-body.css';

interface MailBodyProps {
  /** As the server made it safe; it is cleaned again here. */
  html: string;
  /** Names the frame for screen readers. */
  title?: string;
}

/** Beyond this the frame scrolls by itself: some 40 screens. */
const MAX_HEIGHT = 40_000;
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

/** Folded parts belong on paper too. @returns what folds them again */
function unfold(frame: Document): () => void {
  const folded = [...frame.querySelectorAll<HTMLDetailsElement>('details:not([open])')];
  for (const part of folded) {
    part.open = true;
  }
  return () => {
    for (const part of folded) {
      part.open = false;
    }
  };
}

/** The text of a mail in a frame that can run nothing and fetch nothing, as high as what is in it. */
export function MailBody({ html, title = 'Nội dung thư' }: MailBodyProps) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [loaded, setLoaded] = useState(0);
  const [height, setHeight] = useState(120);
  const { dark, textSize } = useAppearance();
  const onPaper = useMemo(() => hasOwnColours(html), [html]);
  const srcDoc = useMemo(
    () => frameDocument({ html, look: { dark, page: onPaper, textSize }, nonce, root: document.documentElement }),
    [html, dark, onPaper, textSize],
  );

  useLayoutEffect(() => {
    // Not as a property of the element: React would make a plain text of what the policy vouches for.
    if (frame.current !== null) {
      frame.current.srcdoc = srcDoc;
    }
  }, [srcDoc]);

  useEffect(() => {
    // Each document of the frame is measured anew; before the first there is none.
    const inside = loaded === 0 ? undefined : frame.current?.contentDocument;
    if (inside?.body === undefined || inside.body === null) {
      return undefined;
    }
    const measure = (): void => {
      const bars = inside.documentElement.scrollWidth > inside.documentElement.clientWidth ? 18 : 0;
      setHeight(Math.min(MAX_HEIGHT, Math.ceil(inside.documentElement.getBoundingClientRect().height) + bars));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(inside.body);
    measure();
    let fold: (() => void) | undefined;
    const beforePrint = (): void => {
      fold = unfold(inside);
      measure();
    };
    const afterPrint = (): void => fold?.();
    window.addEventListener('beforeprint', beforePrint);
    window.addEventListener('afterprint', afterPrint);
    void lendOwnFonts(inside);
    const drop = showInlinePictures(inside);
    return () => {
      observer.disconnect();
      window.removeEventListener('beforeprint', beforePrint);
      window.removeEventListener('afterprint', afterPrint);
      drop();
    };
  }, [loaded]);

  return (
    <iframe
      ref={frame}
      className={onPaper ? 'mail-body is-paper' : 'mail-body'}
      title={title}
      sandbox={SANDBOX}
      style={{ height }}
      onLoad={({ currentTarget }) => {
        // An empty frame has come before it was given its text.
        if (currentTarget.srcdoc !== '') {
          setLoaded((count) => count + 1);
        }
      }}
    />
  );
}
