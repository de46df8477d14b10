import { useEffect, useState } from 'react';

interface PaperImageProps {
  url: string;
  /** The file itself, chosen here and not yet part of a document. */
  local: globalThis.File | undefined;
  name: string;
  rotation: number;
}

/** A scan that is a picture, not a PDF. */
export function PaperImage({ url, local, name, rotation }: PaperImageProps) {
  const [src, setSrc] = useState(url);
  useEffect(() => {
    if (local === undefined) {
      setSrc(url);
      return;
    }
    const made = URL.createObjectURL(local);
    setSrc(made);
    return () => URL.revokeObjectURL(made);
  }, [url, local]);
  return <img className="paper-image" src={src} alt={`Bản quét ${name}`} style={{ rotate: `${rotation}deg` }} />;
}
