import { childOf, childrenOf, readXmlTree, type XmlNode } from '../../xml-tree.ts';
import { S3Failure } from './s3-errors.ts';

/** A page has a thousand entries of a dozen elements. */
const LIMITS = { depth: 8, nodes: 50_000 };
const LONGEST_TOLD = 300;
const LONGEST_CODE = 64;

function textOf(node: XmlNode | undefined, name: string): string | undefined {
  return childOf(node, name)?.text;
}

/** While it puts parts together a service sends blanks, so that the line stays open: also before the first sign of the XML. */
function treeOf(text: string): XmlNode | undefined {
  return readXmlTree(text.trim(), LIMITS);
}

function read(text: string, root: string): XmlNode {
  const tree = treeOf(text);
  if (tree?.name !== root) {
    // A page of a proxy, or the half of an answer.
    throw new S3Failure(502, tree?.name === 'Error' ? (textOf(tree, 'Code') ?? '') : 'BadAnswer', `${root} expected`);
  }
  return tree;
}

/** Of an answer that refuses; empty when it is no answer of S3. */
export function readErrorAnswer(text: string): { code: string; message: string } {
  const tree = treeOf(text);
  const told = tree?.name === 'Error' ? tree : undefined;
  return {
    code: (textOf(told, 'Code') ?? '').replaceAll(/[^\w.-]/g, '').slice(0, LONGEST_CODE),
    message: (textOf(told, 'Message') ?? '').replaceAll(/\p{C}/gu, ' ').slice(0, LONGEST_TOLD),
  };
}

export interface ListedPage {
  files: { key: string; at: Date; bytes: number }[];
  folders: string[];
  /** Where the next page begins; undefined on the last one. */
  next: string | undefined;
}

/** ListObjectsV2 with `encoding-type=url`. */
export function readListing(text: string): ListedPage {
  const tree = read(text, 'ListBucketResult');
  const decode =
    textOf(tree, 'EncodingType') === 'url' ? (key: string) => decodeURIComponent(key.replaceAll('+', ' ')) : String;
  const isCut = textOf(tree, 'IsTruncated') === 'true';
  const next = textOf(tree, 'NextContinuationToken');
  if (isCut && (next === undefined || next === '')) {
    throw new S3Failure(502, 'BadAnswer', 'a cut list without a place to go on');
  }
  return {
    files: childrenOf(tree, 'Contents').map((one) => ({
      key: decode(textOf(one, 'Key') ?? ''),
      at: new Date(textOf(one, 'LastModified') ?? 0),
      bytes: Number(textOf(one, 'Size') ?? 0),
    })),
    folders: childrenOf(tree, 'CommonPrefixes').map((one) => decode(textOf(one, 'Prefix') ?? '')),
    next: isCut ? next : undefined,
  };
}

export function readUploadId(text: string): string {
  const id = textOf(read(text, 'InitiateMultipartUploadResult'), 'UploadId');
  if (id === undefined || id === '') {
    throw new S3Failure(502, 'BadAnswer', 'an upload without a name');
  }
  return id;
}

/** An upload that was begun and neither ended nor given up. */
export function readUploads(text: string): { key: string; id: string; at: Date }[] {
  return childrenOf(read(text, 'ListMultipartUploadsResult'), 'Upload').map((one) => ({
    key: textOf(one, 'Key') ?? '',
    id: textOf(one, 'UploadId') ?? '',
    at: new Date(textOf(one, 'Initiated') ?? 0),
  }));
}

/**
 * The service answers 200 before it has put the parts together: only the tag of the whole file says that it has. What the element
 * around it is called differs (…Result of AWS, …Response of others).
 */
export function assertCompleted(text: string): void {
  const tree = treeOf(text);
  if (tree?.name.startsWith('CompleteMultipartUpload') !== true || textOf(tree, 'ETag') === undefined) {
    throw new S3Failure(502, readErrorAnswer(text).code || 'BadAnswer', 'the parts are not together');
  }
}

export function partsAsXml(etags: readonly string[]): Buffer {
  const parts = etags.map(
    (etag, index) =>
      `<Part><PartNumber>${index + 1}</PartNumber><ETag>${etag.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</ETag></Part>`,
  );
  return Buffer.from(
    `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts.join('')}</CompleteMultipartUpload>`,
  );
}
