import type { Setup, SetupView } from '@congvu/contracts';
import { record } from '#modules/audit';
import { insertAgency, insertPerson, insertPosition, insertUnit } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import { type Context, command, type Services } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { AppError } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import type { BrowserTokens } from '../cookies.ts';
import { findOpenLink, issueLink, takeLink } from '../identity.links.ts';
import { insertUser } from '../insert-user.ts';
import { openSession, type SignInResult } from '../open-session.ts';
import { hashPassword } from '../passwords/hash.ts';
import { assertGoodPassword, describeRule } from '../passwords/password-rule.ts';
import { NOBODY } from '../secrets.ts';
import { foldUserName } from '../user-name.ts';
import { withoutReplay } from '../without-replay.ts';

/** The first administrator has no second factor yet; the rule of the office asks for it right after. */
const FIRST_ADMINISTRATOR = { hasSecondFactor: false, isAdministrator: true };

async function hasAgency(db: Db | Tx): Promise<boolean> {
  const [row] = await rawQuery<{ found: boolean }>(db, 'select exists (select 1 from org_agency) as found', []);
  return row?.found === true;
}

function setupOver(): AppError {
  return new AppError(
    'identity.setup_over',
    404,
    'Liên kết thiết lập đã dùng, đã hết hạn hoặc không đúng. Khởi động lại máy chủ để lấy liên kết mới trên màn hình lệnh; nếu cơ quan đã được lập thì đăng nhập bình thường.',
  );
}

/**
 * The secret of the one-time set-up link for an installation without any agency, printed on the console: whoever may read the
 * console of the server may found the office. Undefined once there is an agency. An older link becomes void.
 */
export async function prepareSetup(services: Services): Promise<string | undefined> {
  if (await hasAgency(services.db)) {
    return undefined;
  }
  const context: Context = {
    ...services,
    subject: undefined,
    meta: { requestId: newId(), ip: '', userAgent: 'console' },
    idempotency: undefined,
  };
  return command(context, async (tx) => {
    const { token } = await issueLink(tx, context, { agency_id: NOBODY, user_id: null, kind: 'setup' });
    await record(tx, context, {
      action: 'identity.setup_offered',
      agencyId: NOBODY,
      objectKind: 'installation',
      objectId: NOBODY,
    });
    return token;
  });
}

export async function viewSetup(context: Context, token: string): Promise<SetupView> {
  const link = await findOpenLink(context.db, token, context.clock.now());
  if (link?.kind !== 'setup' || (await hasAgency(context.db))) {
    throw setupOver();
  }
  return { expiresAt: link.expires_at.toISOString(), passwordRule: describeRule(FIRST_ADMINISTRATOR) };
}

async function insertOffice(tx: Tx, body: Setup, today: string): Promise<{ agencyId: string; personId: string }> {
  const agency = await insertAgency(tx, {
    ...body.agency,
    parentId: null,
    group: null,
    hosted: true,
    validFrom: today,
  });
  const unitId = await insertUnit(tx, agency.id, {
    name: body.unitName,
    symbol: '',
    code: '',
    parentId: null,
    sortOrder: 0,
    validFrom: today,
  });
  const { fullName, title, email } = body.person;
  const personId = await insertPerson(tx, agency.id, {
    fullName,
    code: '',
    staffKind: 'civil_servant',
    bornOn: null,
    email,
    phone: '',
    identityNumber: '',
  });
  await insertPosition(tx, personId, {
    agencyId: agency.id,
    unitId,
    title,
    rank: 'staff',
    roles: ['administrator'],
    fields: [],
    validFrom: today,
    validTo: null,
  });
  return { agencyId: agency.id, personId };
}

async function found(
  tx: Tx,
  context: Context,
  given: { token: string; body: Setup; passwordHash: string; browser: BrowserTokens },
): Promise<SignInResult> {
  const now = context.clock.now();
  const link = await takeLink(tx, given.token, now);
  if (link?.kind !== 'setup' || (await hasAgency(tx))) {
    throw setupOver();
  }
  const { agencyId, personId } = await insertOffice(tx, given.body, vietnamDate(now));
  const user = await insertUser(tx, context, {
    agencyId,
    personId,
    fullName: given.body.person.fullName,
    userName: given.body.userName,
    passwordHash: given.passwordHash,
  });
  await record(tx, context, {
    action: 'identity.office_set_up',
    agencyId,
    objectKind: 'agency',
    objectId: agencyId,
    detail: { administrator: user.id },
  });
  return openSession(tx, context, user, {
    secondFactor: false,
    way: 'setup',
    browser: given.browser,
    hint: foldUserName(given.body.userName).hint,
  });
}

/**
 * First start: agency, unit, person, post and account of the administrator in one step, once. The administrator is signed in.
 * @throws AppError 404 `identity.setup_over`, 422 `identity.password_weak` or `identity.user_name_invalid`
 */
export async function setUpOffice(
  context: Context,
  token: string,
  body: Setup,
  browser: BrowserTokens,
): Promise<SignInResult> {
  await viewSetup(context, token);
  const { userName } = foldUserName(body.userName);
  const owner = { ...FIRST_ADMINISTRATOR, userName, fullName: body.person.fullName, agencyName: body.agency.name };
  assertGoodPassword(body.password, owner, 'password');
  const passwordHash = await hashPassword(body.password);
  return command(withoutReplay(context), (tx) => found(tx, context, { token, body, passwordHash, browser }));
}
