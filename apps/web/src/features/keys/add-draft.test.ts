import { describe, expect, it } from 'vitest';
import { EMPTY_DRAFT, isOtherName, missingIn, readCertificateFile, toRequest } from './add-draft.ts';

const PEM = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';
const SERVICES = [{ id: 'smartca', label: 'SmartCA', keyKind: 'remote' as const }];

describe('a certificate brought as a file', () => {
  it('several in one PEM keep their order, DER becomes base64', () => {
    expect(readCertificateFile(new TextEncoder().encode(`Bag\n${PEM}\n${PEM.replace('AAAA', 'BBBB')}\n`))).toEqual([
      PEM,
      PEM.replace('AAAA', 'BBBB'),
    ]);
    expect(readCertificateFile(new Uint8Array([0x30, 0x82, 0xff]))).toEqual(['MIL/']);
  });

  it('goes with the account at the service, and with the name only when it was typed', () => {
    const draft = {
      ...EMPTY_DRAFT,
      place: 'smartca',
      file: { name: 'a.cer', chain: [PEM] },
      deviceLabel: 'SmartCA',
      reference: ' 0912 ',
    };
    expect(missingIn(draft, 'Hoàng Thị Lan')).toEqual({});
    expect(toRequest(draft, SERVICES)).toEqual({
      kind: 'person',
      chain: [PEM],
      keyKind: 'remote',
      deviceLabel: 'SmartCA',
      serviceId: 'smartca',
      keyReference: '0912',
    });
    expect(toRequest({ ...draft, typedName: 'Lan' }, SERVICES).confirmedName).toBe('Lan');
  });

  it('names what is missing', () => {
    expect(Object.keys(missingIn({ ...EMPTY_DRAFT, place: 'smartca' }, 'Lan'))).toEqual([
      'source',
      'label',
      'reference',
    ]);
    expect(Object.keys(missingIn(EMPTY_DRAFT, 'Lan'))).toEqual(['source', 'label']);
  });
});

describe('the name in the certificate', () => {
  it.each([
    ['HOÀNG THỊ LAN', false],
    ['Hoang  Thi Lan', false],
    ['Hoàng Thị Lan - Văn phòng', true],
  ])('%s', (holder, other) => {
    expect(isOtherName({ holder }, 'Hoàng Thị Lan')).toBe(other);
  });
});
