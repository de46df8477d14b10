import { describe, expect, it } from 'vitest';
import { boxOf, emailFilter, folderOf, isNarrowed, readPlace } from './place.ts';
import { box, FOLDERS, INBOX, OWN, OWN_BOX, UNIT } from './webmail.fixture.ts';

const place = (text: string) => readPlace(new URLSearchParams(text));

describe('place of the webmail in the address', () => {
  it('opens the own box and its inbox when nothing is said', () => {
    expect(boxOf([box(), OWN_BOX], undefined)?.id).toBe(OWN);
    expect(boxOf([box(), OWN_BOX], UNIT)?.id).toBe(UNIT);
    expect(folderOf(FOLDERS, undefined)?.id).toBe(INBOX);
  });

  it('knows no filter but its own', () => {
    expect(place('loc=unread').filter).toBe('unread');
    expect(place('loc=drop%20table').filter).toBeUndefined();
    expect(isNarrowed(place('hop=x&muc=y'))).toBe(false);
    expect(isNarrowed(place('tu=2021-03-01'))).toBe(true);
  });

  it('looks for words in the whole box, in one folder only when it was chosen', () => {
    const inbox = folderOf(FOLDERS, undefined);
    expect(emailFilter(place(''), inbox)).toEqual({ folderId: INBOX });
    expect(emailFilter(place('q=kiem%20lam'), inbox)).toEqual({ q: 'kiem lam' });
    expect(emailFilter(place(`q=kiem&muc=${INBOX}`), inbox)).toEqual({ folderId: INBOX, q: 'kiem' });
  });
});
