import type { DropMailboxAlias, MailboxView, RenameMailbox } from '@congvu/contracts';
import type { z } from 'zod';
import type { ActingContext } from '../../../platform/context.ts';
import { notFound } from '../../../platform/errors.ts';
import { addressKey } from '../mail.address.ts';
import { addressTaken, findByAddress, refuseTaken, updateMailbox } from '../mail.store.ts';
import { assertPlace, wholeAddress } from '../place-of.ts';
import { changeMailbox } from './change-mailbox.ts';

/**
 * A new address after a move or a marriage; the old one goes on leading here as an alias and is nobody else's ever after.
 * @throws AppError 404 `mail.not_found` · 403 `mail.rename.forbidden` · 409 `mail.address_taken` · 422 `mail.address_invalid`
 */
export async function renameMailbox(
  context: ActingContext,
  id: string,
  body: z.output<typeof RenameMailbox>,
): Promise<MailboxView> {
  return changeMailbox(context, id, 'mail.rename', async (tx, mailbox) => {
    const place = await wholeAddress(tx, context, mailbox, body.address);
    await assertPlace(tx, context, mailbox, place.address);
    if (place.address_key === mailbox.address_key) {
      return undefined;
    }
    const found = await findByAddress(tx, place.address);
    if (found !== undefined && found.id !== mailbox.id) {
      throw addressTaken(place.address);
    }
    const aliases = [...new Set([...mailbox.aliases, mailbox.address_key])].filter((one) => one !== place.address_key);
    const set = { ...place, aliases };
    await refuseTaken(place.address, updateMailbox(tx, context, mailbox, { set }));
    return {
      mailbox: { ...mailbox, ...set },
      text: `Đổi địa chỉ ${mailbox.address} thành ${place.address}; ${mailbox.address} còn là bí danh`,
      detail: { from: mailbox.address, to: place.address },
      commands: [{ kind: 'rename', from: mailbox.address, address: place.address_key }],
    };
  });
}

/**
 * An old address stops leading here. It stays taken: nobody else is ever given it.
 * @throws AppError 404 `mail.not_found`, `mail.alias_unknown` · 403 `mail.rename.forbidden`
 */
export async function dropAlias(
  context: ActingContext,
  id: string,
  body: z.output<typeof DropMailboxAlias>,
): Promise<MailboxView> {
  return changeMailbox(context, id, 'mail.rename', async (tx, mailbox) => {
    const alias = addressKey(body.alias);
    if (!mailbox.aliases.includes(alias)) {
      throw notFound('mail.alias_unknown', `${body.alias} không phải bí danh của hộp thư này. Tải lại sổ thư công vụ.`);
    }
    const set = { aliases: mailbox.aliases.filter((one) => one !== alias) };
    await updateMailbox(tx, context, mailbox, { set });
    return {
      mailbox: { ...mailbox, ...set },
      text: `Bỏ bí danh ${alias}`,
      detail: { alias },
      commands: [{ kind: 'drop_alias', alias }],
    };
  });
}
