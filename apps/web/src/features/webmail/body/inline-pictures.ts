import { getBytes } from '../../../shared/api/client.ts';

/** By the bytes, not by what the mail says: these draw, nothing else is handed to the frame. */
function typeOf(bytes: Uint8Array): string | undefined {
  const head = Array.from(bytes.subarray(0, 12), (byte) => String.fromCharCode(byte)).join('');
  if (head.startsWith('\x89PNG')) {
    return 'image/png';
  }
  if (head.startsWith('\xff\xd8\xff')) {
    return 'image/jpeg';
  }
  if (head.startsWith('GIF8')) {
    return 'image/gif';
  }
  return head.startsWith('RIFF') && head.endsWith('WEBP') ? 'image/webp' : undefined;
}

async function fill(image: HTMLImageElement, path: string, signal: AbortSignal, made: string[]): Promise<void> {
  try {
    const bytes = await getBytes(path, signal, () => undefined);
    const type = typeOf(bytes);
    if (type !== undefined && !signal.aborted) {
      const url = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type }));
      made.push(url);
      image.src = url;
    }
  } catch {
    // The words around the picture are the mail; its own words (alt) stay where it would be.
  }
}

/**
 * Pictures that came with the mail: fetched by our page, with its session, and handed to the frame as blobs, so that the frame itself
 * asks for nothing. @returns what ends it
 */
export function showInlinePictures(frame: Document): () => void {
  const stop = new AbortController();
  const made: string[] = [];
  for (const image of frame.querySelectorAll<HTMLImageElement>('img[data-cid]')) {
    const path = image.getAttribute('data-cid') ?? '';
    if (path.startsWith('/api/')) {
      void fill(image, path, stop.signal, made);
    }
  }
  return () => {
    stop.abort();
    for (const url of made) {
      URL.revokeObjectURL(url);
    }
  };
}
