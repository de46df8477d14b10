/** Form 1.6: "<from> điện:" and the list of those it goes to. */
export interface TelegramDetails {
  form: 'telegram';
  /** Body or title of its head, e.g. "Chủ tịch Ủy ban nhân dân huyện Bản Sen". */
  from: string;
  to: string[];
}

/** Form 1.7. */
export interface InvitationDetails {
  form: 'invitation';
  inviter: string;
  guests: string;
  event: string;
  chair?: string;
  time: string;
  venue: string;
  notes?: string[];
}

/** Form 1.8. */
export interface IntroductionDetails {
  form: 'introduction';
  introducer: string;
  person: string;
  position: string;
  sentTo: string;
  purpose: string;
  /** dd/mm/yyyy or words, printed after "có giá trị đến hết ngày". */
  validUntil: string;
}

/** Form 1.9. */
export interface MinutesDetails {
  form: 'minutes';
  startedAt: string;
  venue: string;
  participants: string[];
  chair: string;
  secretary: string;
  /** What follows "kết thúc vào", e.g. "11 giờ 30, ngày 22 tháng 3 năm 2021". */
  endedAt: string;
}

/** Form 1.10. */
export interface LeavePermitDetails {
  form: 'leave_permit';
  applicationOn: string;
  person: string;
  position: string;
  leaveKind: string;
  /** e.g. "từ ngày 05/4/2021 đến hết ngày 09/4/2021". */
  period: string;
  place: string;
}

/** Which one is asked for follows from the type of the letter. */
export type FormDetails =
  | TelegramDetails
  | InvitationDetails
  | IntroductionDetails
  | MinutesDetails
  | LeavePermitDetails;
