import type { ErrorAnswer } from '@congvu/contracts';
import type { z } from 'zod';
import { ApiError, ConnectionError } from './errors.ts';
import { isWorthRepeating, proofCount } from './step-up.ts';

export type Query = Record<string, string | number | boolean | null | undefined>;

export function withQuery(path: string, query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') {
      params.set(name, String(value));
    }
  }
  const text = params.toString();
  return text === '' ? path : `${path}?${text}`;
}

/**
 * What the hand works with: some acts need a right of their own on a touch device (Mẫu số 08). Told with every request; the server
 * decides, and takes a device that says nothing for a touch device.
 */
function deviceKind(): 'touch' | 'desktop' {
  const has = (query: string): boolean => window.matchMedia?.(query).matches === true;
  return has('(pointer: coarse)') || (navigator.maxTouchPoints > 0 && !has('(any-pointer: fine)'))
    ? 'touch'
    : 'desktop';
}

export function newKey(): string {
  return crypto.randomUUID();
}

async function readError(response: Response): Promise<ApiError> {
  try {
    const { error } = (await response.json()) as z.infer<typeof ErrorAnswer>;
    return new ApiError(response.status, error.code, error.message, error.fields, error.requestId);
  } catch {
    // A proxy or a dying server answers with something else.
    return new ApiError(
      response.status,
      `platform.http_${response.status}`,
      'Máy chủ chưa trả lời được. Nội dung đang nhập được giữ trên trang này; thử lại sau ít phút.',
      [],
      '',
    );
  }
}

type Sent = RequestInit & { headers?: Record<string, string> };

async function once(url: string, init: Sent): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, {
      credentials: 'same-origin',
      ...init,
      headers: { ...init.headers, 'x-device': deviceKind() },
    });
  } catch (error) {
    if (init.signal?.aborted === true) {
      throw error;
    }
    throw new ConnectionError(error);
  }
  if (!response.ok) {
    throw await readError(response);
  }
  return response;
}

/** Does it, and once more when the server only wanted to know who sits here. */
async function withProof<T>(act: () => Promise<T>): Promise<T> {
  const before = proofCount();
  try {
    return await act();
  } catch (error) {
    if (error instanceof ApiError && (await isWorthRepeating(error, before))) {
      return act();
    }
    throw error;
  }
}

function send(url: string, init: Sent): Promise<Response> {
  return withProof(() => once(url, init));
}

/** The server validates and trims every answer by the contract named by `T`, so it is taken at its word here. */
export async function getJson<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  const response = await send(withQuery(path, query), { ...(signal && { signal }) });
  return (await response.json()) as T;
}

export type WriteMethod = 'POST' | 'PUT' | 'DELETE';

/** A write carries its key: the same act sent twice happens once (architecture.md §2). */
export async function writeJson<T>(method: WriteMethod, path: string, body: unknown, key: string): Promise<T> {
  const response = await send(path, {
    method,
    headers: { 'content-type': 'application/json', 'x-requested-with': 'congvu', 'idempotency-key': key },
    body: JSON.stringify(body ?? {}),
  });
  const text = await response.text();
  return (text === '' ? {} : JSON.parse(text)) as T;
}

/** Bytes of a file with progress from 0 to 1 (undefined while the size is not known). */
export async function getBytes(
  path: string,
  signal: AbortSignal,
  onProgress: (done: number | undefined) => void,
): Promise<Uint8Array> {
  const response = await send(path, { signal });
  const total = Number(response.headers.get('content-length') ?? 0);
  if (response.body === null || total === 0) {
    return new Uint8Array(await response.arrayBuffer());
  }
  const bytes = new Uint8Array(total);
  const reader = response.body.getReader();
  let length = 0;
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    if (length + chunk.value.length > total) {
      throw new ConnectionError();
    }
    bytes.set(chunk.value, length);
    length += chunk.value.length;
    onProgress(length / total);
  }
  if (length < total) {
    throw new ConnectionError();
  }
  return bytes;
}

export interface UploadOptions {
  key: string;
  signal?: AbortSignal;
  onProgress?: (done: number) => void;
}

/** Sends files as multipart; XMLHttpRequest because fetch does not tell how far an upload is. */
export function uploadFiles<T>(path: string, files: globalThis.File[], options: UploadOptions): Promise<T> {
  return withProof(() => uploadOnce<T>(path, files, options));
}

function uploadOnce<T>(path: string, files: globalThis.File[], options: UploadOptions): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    request.setRequestHeader('x-requested-with', 'congvu');
    request.setRequestHeader('idempotency-key', options.key);
    request.setRequestHeader('x-device', deviceKind());
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) {
        options.onProgress?.(event.loaded / event.total);
      }
    };
    request.onerror = () => reject(new ConnectionError());
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) {
        resolve(JSON.parse(request.responseText) as T);
      } else {
        void readError(new Response(request.responseText, { status: request.status || 500 })).then(reject);
      }
    };
    options.signal?.addEventListener('abort', () => request.abort());
    const form = new FormData();
    for (const file of files) {
      form.append('files', file, file.name.normalize('NFC'));
    }
    request.send(form);
  });
}
