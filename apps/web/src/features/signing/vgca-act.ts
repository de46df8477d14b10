import type { ExternalSigning } from '@congvu/contracts';
import { signApprovedRequest, signIssuedRequest, type VgcaSocket, vgca } from '@congvu/pki/vgca';
import type { ItemResult } from './review.ts';

const FOUND_MS = 2_500;

interface VgcaWorld {
  connect: (url: string) => VgcaSocket;
}

/** The service on the computers of those who have their token from Ban Cơ yếu. */
export const browserVgca: VgcaWorld = { connect: (url) => new WebSocket(url) };

export async function findVgca({ connect }: VgcaWorld): Promise<boolean> {
  try {
    await vgca('GetVersion', undefined, { connect, openTimeoutMs: FOUND_MS, timeoutMs: FOUND_MS });
    return true;
  } catch {
    return false;
  }
}

interface VgcaAct extends VgcaWorld {
  signing: ExternalSigning;
  onItem: (index: number, of: number) => void;
  /** What the office says of the file it got, after each one. */
  onReturned: () => Promise<unknown>;
  signal: AbortSignal;
}

/** One file after the other; the first refusal stops the rest, which stay waiting: nobody is asked the PIN forty times in vain. */
export async function signWithVgca(act: VgcaAct): Promise<ItemResult[]> {
  const { connect, signing, onItem, onReturned, signal } = act;
  const { items } = signing;
  for (const [index, item] of items.entries()) {
    if (signal.aborted) {
      return [];
    }
    onItem(index, items.length);
    const upload = { fileUploadHandler: item.uploadUrl, fileUrl: item.downloadUrl };
    const request =
      signing.operation === 'SignIssued'
        ? signIssuedRequest({ ...upload, docNumber: item.documentNumber ?? '', issuedDate: item.issuedOn ?? '' })
        : signApprovedRequest(upload);
    try {
      await vgca(signing.operation, request, { connect });
      await onReturned();
    } catch (error) {
      const { documentId } = item;
      const message =
        error instanceof Error ? error.message : 'Phần mềm VGCA chưa ký được văn bản này. Mở lại phần mềm rồi ký tiếp.';
      return [{ documentId, result: 'failed', code: 'pki.vgca', message, numberSymbol: null }];
    }
  }
  return [];
}
