interface Detector {
  detect(picture: ImageBitmap): Promise<{ rawValue: string }[]>;
}

declare global {
  interface Window {
    /** Only some browsers read codes themselves (WICG Shape Detection). */
    BarcodeDetector?: new (options: {
      formats: string[];
    }) => Detector;
  }
}

export function canScan(): boolean {
  return window.BarcodeDetector !== undefined;
}

/** What the QR code in a photograph says; undefined when none is found in it. */
export async function readQr(photo: Blob): Promise<string | undefined> {
  if (window.BarcodeDetector === undefined) {
    return undefined;
  }
  const picture = await createImageBitmap(photo);
  try {
    const [found] = await new window.BarcodeDetector({ formats: ['qr_code'] }).detect(picture);
    return found?.rawValue;
  } finally {
    picture.close();
  }
}
