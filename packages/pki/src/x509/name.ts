import { child, type Node, readOid, readText } from '../asn1/read.ts';
import { ia5String, oid, printableString, sequence, setOf, utf8String } from '../asn1/write.ts';
import { OID } from '../oids.ts';

export interface NameAttribute {
  oid: string;
  value: string;
}

/** A distinguished name; `raw` is the DER as found and is what names are compared by. Values are NFC, for display. */
export interface DistinguishedName {
  raw: Uint8Array;
  attributes: NameAttribute[];
}

const LABELS: Record<string, string> = {
  [OID.commonName]: 'CN',
  [OID.surname]: 'SN',
  [OID.serialNumber]: 'SERIALNUMBER',
  [OID.country]: 'C',
  [OID.locality]: 'L',
  [OID.state]: 'ST',
  [OID.organization]: 'O',
  [OID.organizationalUnit]: 'OU',
  [OID.title]: 'T',
  [OID.emailAddress]: 'E',
  [OID.userId]: 'UID',
};

export function readName(node: Node): DistinguishedName {
  const attributes = node.children.flatMap((relative) =>
    relative.children.map((pair) => ({ oid: readOid(child(pair, 0)), value: readText(child(pair, 1)) })),
  );
  return { raw: node.bytes, attributes };
}

/** First value of an attribute, or undefined. */
export function nameValue(name: DistinguishedName, attribute: string): string | undefined {
  return name.attributes.find(({ oid: found }) => found === attribute)?.value;
}

/** `CN=Nguyễn Văn An, O=UBND huyện Tam Đường, C=VN`: for people to read, never for comparing. */
export function nameText(name: DistinguishedName): string {
  return [...name.attributes]
    .reverse()
    .map(({ oid: attribute, value }) => `${LABELS[attribute] ?? attribute}=${value}`)
    .join(', ');
}

function encodeValue({ oid: attribute, value }: NameAttribute): Uint8Array {
  if (attribute === OID.country || attribute === OID.serialNumber) {
    return printableString(value);
  }
  return attribute === OID.emailAddress ? ia5String(value) : utf8String(value);
}

/** UTF-8 exactly once: the double encoding of other tools breaks every independent verifier. */
export function encodeName(attributes: readonly NameAttribute[]): Uint8Array {
  return sequence(...attributes.map((pair) => setOf(sequence(oid(pair.oid), encodeValue(pair)))));
}
