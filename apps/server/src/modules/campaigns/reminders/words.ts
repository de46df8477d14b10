import { missingForms } from '../campaigns.states.ts';
import type { CampaignRow } from '../campaigns.tables.ts';
import { formsPhrase } from '../form-words.ts';
import { type Calendar, daysLeftPhrase, dueSentence } from '../ladder.ts';
import type { MemberRow } from '../members.store.ts';

export interface NoticeFacts {
  campaign: Pick<CampaignRow, 'forms' | 'due_before'>;
  officeName: string;
  line: Pick<MemberRow, 'state' | 'requests'> & { step: string; note: string };
  today: string;
  calendar: Calendar;
}

function owed({ campaign, line }: NoticeFacts): string {
  const missing = missingForms(campaign.forms, line.requests);
  const phrase = formsPhrase(missing);
  if (line.state === 'returned') {
    return `sửa và gửi lại ${phrase} đã bị trả lại`;
  }
  return missing.length < campaign.forms.length ? `gửi ${phrase} còn thiếu` : `gửi ${phrase}`;
}

/** What happened and until when; never what stands in a list (ux.md §6). */
export function noticeText(facts: NoticeFacts): string {
  const { campaign, officeName, line, today, calendar } = facts;
  const what = owed(facts);
  const note = line.note === '' ? '' : ` Ghi chú: ${line.note}`;
  if (line.step === 'opened') {
    return `${officeName} yêu cầu ${what} ${dueSentence(campaign.due_before, calendar)}.`;
  }
  if (line.step.startsWith('due-')) {
    return `${officeName} đổi hạn ${what}: ${dueSentence(campaign.due_before, calendar)}.${note}`;
  }
  const verb = line.step.startsWith('hand-') ? 'đôn đốc' : 'nhắc';
  return `${officeName} ${verb} ${what}, ${daysLeftPhrase(campaign.due_before, today, calendar)}.${note}`;
}
