import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BookAgency } from '#modules/addressbook';
import { rawQuery } from '../../../platform/sql.ts';
import { buildAgency } from '../../org/org.testing.ts';
import type { ChoiceRow } from '../carriers.tables.ts';
import {
  buildNetwork,
  COMMUNE,
  connect,
  DISTRICT,
  MINISTRY,
  type Network,
  nationalInput,
  OFFICE_OF_PROVINCE,
  provincialInput,
} from '../carriers.testing.ts';
import { chooseWay, forgetChoice } from '../commands/choose-way.ts';
import { switchConnection } from '../commands/switch-connection.ts';
import { listChoices } from '../queries/list-choices.ts';
import { chooseWays } from './choose-ways.ts';
import { decideWay, type UsableConnection, type WayFacts } from './decide-way.ts';

const BOOK: BookAgency = {
  id: 'book',
  source: 'axis',
  sources: ['axis'],
  agencyId: null,
  code: 'G22',
  codeQd20: 'G22',
  codeQcvn102: '000.00.00.G22',
  name: 'Văn phòng Chính phủ',
  mail: '',
  parentCode: null,
  deleted: false,
  successorCode: null,
};
const AXIS: UsableConnection = { id: 'axis', kind: 'national', name: 'Trục', attachmentForm: 'zip' };
const PEER: UsableConnection = { id: 'peer', kind: 'peer', name: 'Bên kia', attachmentForm: 'zip' };
const MAIL: UsableConnection = { id: 'mail', kind: 'mail', name: 'Thư', attachmentForm: 'zip' };
const CHOICE: ChoiceRow = {
  agency_id: 'us',
  code_key: 'G22',
  code: 'G22',
  name: '',
  connection_id: 'axis',
  attachment_form: null,
  on_paper: false,
  note: '',
  chosen_by: '',
  chosen_at: new Date(0),
};
const FACTS: WayFacts = {
  receiver: { agencyId: null, code: 'g22', name: '' },
  hosted: undefined,
  book: BOOK,
  closedName: undefined,
  choice: undefined,
  chosen: undefined,
  reached: [],
  hasConnections: true,
};
const HOSTED = { agencyId: 'ours', code: 'H35.9.1', replaces: undefined };
const PAPER = { ...CHOICE, connection_id: null };

describe('the decision, by what is known', () => {
  test.each<[string, Partial<WayFacts>, string | null, string | null]>([
    ['ours, whatever else is known', { hosted: HOSTED, choice: CHOICE, chosen: AXIS, reached: [PEER] }, 'inside', null],
    [
      'chosen before anything that reaches it',
      { choice: CHOICE, chosen: AXIS, reached: [PEER, MAIL] },
      'national',
      'axis',
    ],
    [
      'chosen, and the connection cannot be used: nobody decides otherwise',
      { choice: CHOICE, reached: [PEER] },
      null,
      null,
    ],
    ['on paper by choice', { choice: PAPER, reached: [PEER, AXIS] }, null, null],
    ['the best of those that reach it', { reached: [PEER, AXIS, MAIL] }, 'peer', 'peer'],
    ['mail as last resort', { reached: [MAIL] }, 'mail', 'mail'],
    ['nothing reaches it', {}, null, null],
    ['no connection at all', { hasConnections: false }, null, null],
    ['without a code nothing is tried', { receiver: { ...FACTS.receiver, code: ' ' }, reached: [AXIS] }, null, null],
    ['closed without successor', { closedName: 'Phòng Cũ', book: undefined, reached: [AXIS] }, null, null],
    ['closed with a successor', { closedName: 'Phòng Cũ', reached: [AXIS] }, 'national', 'axis'],
  ])('%s', (_case, given, carrier, connectionId) => {
    const way = decideWay({ ...FACTS, ...given });
    expect(way.carrier).toBe(carrier);
    if (way.carrier === null) {
      expect(way.reason.length).toBeGreaterThan(20);
    } else {
      expect(way.connectionId).toBe(connectionId);
    }
  });

  test.each([
    ['as asked when the body bears it', '000.00.00.g22', '000.00.00.G22'],
    ['the book knows better', 'MA-CU', 'G22'],
  ])('the code: %s', (_case, code, written) => {
    const way = decideWay({ ...FACTS, receiver: { ...FACTS.receiver, code }, reached: [AXIS] });
    expect(way.code).toBe(written);
  });

  test('how files travel: the receiver before the connection', () => {
    const raw: UsableConnection = { ...AXIS, attachmentForm: 'raw' };
    expect(decideWay({ ...FACTS, reached: [raw] })).toMatchObject({ attachmentForm: 'raw' });
    const choice: ChoiceRow = { ...CHOICE, attachment_form: 'zip', on_paper: true };
    expect(decideWay({ ...FACTS, choice, chosen: raw })).toMatchObject({ attachmentForm: 'zip', onPaper: true });
  });
});

describe('from what is stored', () => {
  let network: Network;
  beforeAll(async () => {
    network = await buildNetwork();
  });
  afterAll(() => network.close());

  const ways = (codes: readonly string[], agencyId?: string) =>
    chooseWays(
      network.office.db,
      agencyId ?? network.district.id,
      codes.map((code) => ({ agencyId: null, code, name: code })),
    );

  test('inside under any code, by its agency too; outside nothing without connections', async () => {
    await network.renew();
    const [byCode, byOldCode] = await ways([COMMUNE.toLowerCase(), '000.00.09.H35']);
    expect(byCode).toMatchObject({ carrier: 'inside', agencyId: network.commune.id, code: COMMUNE });
    expect(byOldCode).toMatchObject({ carrier: 'inside', agencyId: network.district.id });
    const [byId] = await chooseWays(network.office.db, network.district.id, [
      { agencyId: network.commune.id, code: 'viết nhầm', name: '' },
    ]);
    expect(byId).toMatchObject({ carrier: 'inside', code: COMMUNE });
    expect(await ways([MINISTRY])).toMatchObject([{ carrier: null }]);
  });

  test('an agency that is to end gets its letters to the last day', async () => {
    await network.renew();
    const ending = { name: 'Phòng sắp nhập', code: 'H35.9.8', valid_to: '2021-06-30' };
    const agency = await buildAgency(network.office.db, ending);
    expect(await ways(['H35.9.8'])).toMatchObject([{ carrier: 'inside', agencyId: agency.id }]);
    await rawQuery(network.office.db, "update org_agency_code set valid_to = '2021-06-30' where agency_id = $1", [
      agency.id,
    ]);
    expect(await ways(['H35.9.8'])).toMatchObject([{ carrier: null }]);
  });

  test('an axis by the beginning of a code: the longest first, only where it is switched on and shared', async () => {
    await network.renew();
    const { office, district, commune } = network;
    const national = await connect(network, nationalInput(network, { settings: { prefixes: ['H', 'G'] } }));
    const provincial = await connect(
      network,
      provincialInput(network, { share: 'own', settings: { prefixes: ['H35'] } }),
    );
    expect(await ways([MINISTRY, OFFICE_OF_PROVINCE, 'K01'])).toMatchObject([
      { carrier: 'national', connectionId: national },
      { carrier: 'provincial', connectionId: provincial },
      { carrier: null },
    ]);
    expect(await ways([OFFICE_OF_PROVINCE], commune.id)).toMatchObject([{ carrier: 'national' }]);
    await switchConnection(office.as(district.administrator), provincial, false);
    expect(await ways([OFFICE_OF_PROVINCE])).toMatchObject([{ carrier: 'national' }]);
  });

  test('an agency without a code on the connection does not send over it', async () => {
    await network.renew();
    const input = nationalInput(network, { codes: [DISTRICT], settings: { prefixes: ['G'] } });
    await connect(network, input);
    expect(await ways([MINISTRY])).toMatchObject([{ carrier: 'national' }]);
    expect(await ways([MINISTRY], network.commune.id)).toMatchObject([{ carrier: null }]);
  });

  test('a choice of the clerk, for this agency only, until it is taken back', async () => {
    await network.renew();
    const { office, district, commune } = network;
    const clerk = () => office.as(district.clerk);
    await connect(network, nationalInput(network, { settings: { prefixes: ['G'] } }));
    const provincial = await connect(network, provincialInput(network));
    const input = { code: 'g22', name: '', connectionId: provincial, note: '', onPaper: true, attachmentForm: null };
    await chooseWay(clerk(), input);
    expect(await ways([MINISTRY])).toMatchObject([{ carrier: 'provincial', connectionId: provincial, onPaper: true }]);
    expect(await ways([MINISTRY], commune.id)).toMatchObject([{ carrier: 'national' }]);
    await switchConnection(office.as(district.administrator), provincial, false);
    expect(await ways([MINISTRY])).toMatchObject([{ carrier: null }]);
    const { items } = await listChoices(clerk());
    expect(items).toMatchObject([{ code: 'g22', connectionId: provincial }]);
    expect(items[0]?.problem).not.toBe('');
    await chooseWay(clerk(), { ...input, connectionId: null });
    expect(await ways([MINISTRY])).toMatchObject([{ carrier: null }]);
    await forgetChoice(clerk(), 'G22');
    expect(await ways([MINISTRY])).toMatchObject([{ carrier: 'national' }]);
    const actions = await rawQuery<{ action: string }>(
      office.db,
      "select action from audit_leaf where action like 'carriers.%choice%' or action = 'carriers.way_chosen'",
      [],
    );
    expect(actions.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['carriers.way_chosen', 'carriers.choice_removed']),
    );
    await expect(forgetChoice(clerk(), 'G22')).rejects.toMatchObject({ code: 'carriers.choice_not_found' });
  });

  test('what cannot be used cannot be chosen; a specialist chooses nothing', async () => {
    await network.renew();
    const { office, district, commune } = network;
    const own = await connect(network, nationalInput(network, { share: 'own' }));
    const input = { code: MINISTRY, name: '', connectionId: own, note: '', onPaper: false, attachmentForm: null };
    await expect(chooseWay(office.as(commune.clerk), input)).rejects.toMatchObject({
      code: 'carriers.choice_unusable',
    });
    const specialist = { ...district.clerk, roles: ['specialist'] as const };
    await expect(chooseWay(office.as(specialist), input)).rejects.toMatchObject({
      code: 'carriers.choose.forbidden',
    });
    await expect(chooseWay(office.as(district.clerk), input)).resolves.toEqual({ code: MINISTRY });
  });

  test('an address of our tree that is not hosted is written to by its code', async () => {
    await network.renew();
    await connect(network, nationalInput(network, { settings: { prefixes: ['H35'] } }));
    const address = await buildAgency(network.office.db, { name: 'Sở Nội vụ', code: 'H35.7', hosted: false });
    const [way] = await chooseWays(network.office.db, network.district.id, [
      { agencyId: address.id, code: 'H35.7', name: 'Sở Nội vụ' },
    ]);
    expect(way).toMatchObject({ carrier: 'national', agencyId: address.id, code: 'H35.7' });
  });
});
