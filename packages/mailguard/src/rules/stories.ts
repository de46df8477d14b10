import type { Facts } from '../facts.ts';
import { isWarning } from '../read/own-words.ts';
import { actsOf } from './acts.ts';
import { wordsOf } from './bare.ts';
import { finding, quote, type Rule, type Seen } from './rule.ts';
import { isStranger } from './standing.ts';
import { WALLET } from './traits.ts';

/*
 * Three stories that only forgers tell, in any language an office reads: a fortune for the asking, a recording that is paid for in
 * coins, an errand that is told by private telephone. Each is of two or three parts; one part alone is in honest letters too.
 */

const READ = 8_000;
const FORTUNE =
  / (?:(?:[0-9]+ )?[0-9]+ (?:million|millions|m|trieu|ty) (?:usd|us|dollars?|euros?|pounds?|do la|do|my kim|bang)|(?:usd|us|eur|euros?|gbp) [0-9]+(?: [0-9]+)? (?:million|millions|m)|million (?:united states |us )?(?:dollars|euros|euro|pounds)|(?:[0-9]+ ){1,4}(?:de |d )?(?:millones|milhoes|milioni|millionen|miljoen|mio|mln|milionow)(?: [^ ]+){0,2} (?:euros?|eur|dollars?|dolares|dollari|dolarow|usd|us)|[0-9]{1,3}(?: [0-9]{3}){2,3} (?:euros?|eur|dollars?|dolares|dollari|usd|gbp|chf|pounds)|(?:usd|us|eur|gbp|[€$£]) ?[0-9]{1,3}(?: [0-9]{3}){2,3})(?= )/;
/** Whose it was, and what the reader shall have of it. */
const HEIR =
  / (?:next of kin|late (?:client|husband|mr|mrs|father)|died (?:with|without)|(?:inheritance|unclaimed|dormant) (?:fund|funds|money|account|sum)|(?:can|tim|lam|dung ten|chi dinh) (?:[^ ]+ ){0,3}nguoi thua ke|qua doi khong|verstorbene[rn]? (?:mann|ehemann|kunde|mandant)|(?:mon|feu mon) (?:defunt |feu )?(?:mari|epoux) (?:est )?(?:decede|defunt)|(?:mon|de mon) (?:defunt|feu) (?:mari|epoux|client)|(?:mi|meu|mio) (?:difunto|falecido|defunto) (?:esposo|marido|marito|cliente)|mijn overleden (?:man|echtgenoot|client)|(?:ohne|keine) erben|sans heritiers?|sin herederos|sem herdeiros|senza eredi|zonder erfgenamen|heritier legitime|rechtmassige[rn]? erbe)(?= )/;
const SHARED =
  / (?:[0-9]{1,2}%? (?:percent |phan tram )?(?:is |will be |goes )?(?:for you|to you|of it is yours)|(?:you|ban|anh|chi|quy vi) (?:(?:shall|will|can|may|would|se|duoc|giu|se duoc) ){1,2}(?:keep |have |receive |retain |take |giu |nhan |huong )?[0-9]{1,2}(?:%| percent| phan tram) |(?:donate|donating|hien tang|trao tang|quyen tang)(?: [^ ]+){0,12} (?:honest|trust(?:ed|worthy)|reliable|trung thuc|tin cay) |(?:ich (?:[^ ]+ ){0,2}(?:mochte|will|wunsche)|je (?:[^ ]+ ){0,2}(?:souhaite|voudrais|desire|veux)|deseo|quiero|quisiera|desejo|quero|gostaria de|desidero|voglio|vorrei|ik (?:[^ ]+ ){0,2}(?:wil|wens))(?: [^ ]+){0,12} (?:spenden|schenken|vermachen|ubergeben|leguer|don|donner|donar|dejar|doar|deixar|donare|lasciare|nalaten) )/;
const RECORDED =
  / (?:webcam|camera|kamera|camara|videos|aufgenommen|gefilmt|enregistre|vous ai filme|grabado|grabacion|gravado|gravei|gravacao|filmato|opgenomen|nagranie|recorded|recording|recordings|video|footage|ghi hinh|quay lai|doan phim|anh nong|clip)(?= )/;
const SHOWN =
  / (?:(?:goes|go|sent|send|share|shared|publish|published|leak|distribute|distributed|post)(?: [^ ]+){0,8} (?:contacts|colleagues|friends|family|relatives|boss|social)|(?:senden?|schicken?|veroffentlichen?|envoyer|envoie|enverrai|diffuser|publier|envie|enviar|enviare|publicar|publicare|enviarei|divulgar|invio|invier[oe]|inviato|pubblicher[oe]|verstuur|stuur|wysle)(?: [^ ]+){0,8} (?:ihren?|deinen?|vos|votre|tes|sus|tus|seus|suas|tuoi|suoi|sue|uw|je|twoich|twojej) (?:[^ ]+ ){0,2}(?:kontakten?|freunden?|familie|kollegen|contacts|collegues|famille|amis|proches|contactos|amigos|familiares|familia|contatos|contatti|amici|parenti|colleghi|contacten|vrienden|kontaktow|znajomych|rodziny)|(?:gui|phat tan|dang|tung)(?: [^ ]+){0,8} (?:dong nghiep|danh ba|nguoi than|gia dinh|ban be|co quan|len mang))(?= )/;
const PRIVATE_NUMBER =
  / (?:(?:your|a) (?:personal |private |direct |current )?(?:cell|mobile|whatsapp|cellphone|phone|telegram)(?: (?:phone|number|no))?|(?:so|so dien thoai|so dt|sdt) (?:rieng|ca nhan|zalo rieng))(?= )/;
const HUSHED =
  / (?:confidential|discreet|discreetly|private matter|sensitive|kin dao|kin mieng|te nhi|bi mat)(?: [^ ]+){0,3} (?:task|matter|assignment|errand|request|job|viec|chuyen)(?= )| (?:task|errand|assignment)(?: [^ ]+){0,6} (?:confidential|discreet|discreetly)(?= )/;
/** The story that follows is told in the second letter: the first one is short. */
const FEW = 45;

const has = (pattern: RegExp, { subject, body }: Facts): string | undefined =>
  pattern.exec(`${subject}${body.slice(0, READ)}`)?.[0].trim();

function windfall(facts: Facts): Seen[] {
  const sum = has(FORTUNE, facts);
  if (sum === undefined || (has(HEIR, facts) ?? has(SHARED, facts)) === undefined) {
    return [];
  }
  const text = `Người lạ hứa một khoản tiền rất lớn ("${quote(sum)}") cho người nhận thư: chuyện chỉ có trong thư lừa.`;
  return [{ sign: 'windfall', finding: finding('LURE', 'strong', text, sum) }];
}

function ransom(facts: Facts): Seen[] {
  const coin = WALLET.exec(facts.written.slice(0, READ))?.[0];
  // Whoever warns of such letters tells the whole story too.
  if (
    coin === undefined ||
    isWarning(facts.written) ||
    has(RECORDED, facts) === undefined ||
    has(SHOWN, facts) === undefined
  ) {
    return [];
  }
  const text = `Thư dọa phát tán hình ảnh và đòi trả bằng tiền mã hóa ("${quote(coin)}"): thư tống tiền gửi hàng loạt, không trả, không trả lời.`;
  return [{ sign: 'ransom', finding: finding('LURE', 'strong', text, coin) }];
}

function hushedErrand(facts: Facts): Seen[] {
  const number = has(PRIVATE_NUMBER, facts);
  const asksThere = actsOf(facts).some(({ act: { sign } }) => sign === 'act_reply_here' || sign === 'act_channel');
  if (number === undefined || !asksThere || has(HUSHED, facts) === undefined || wordsOf(facts.body) > FEW) {
    return [];
  }
  const text = `Người lạ xin số riêng ("${quote(number)}") cho một việc kín: cách mở đầu của thư mạo danh lãnh đạo.`;
  return [{ sign: 'hushed_errand', finding: finding('LURE', 'strong', text, number) }];
}

/** What a stranger tells only to take money. */
export const stories: Rule = (facts) =>
  isStranger(facts) ? [...windfall(facts), ...ransom(facts), ...hushedErrand(facts)] : [];
