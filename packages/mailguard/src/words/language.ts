import { foldWords } from './fold.ts';
import { withoutAddresses } from './likeness.ts';

/** A syllable of Vietnamese without its marks: what may begin it, its vowels, what may end it. */
const SYLLABLE =
  /^(?:b|c|ch|d|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|qu|r|s|t|th|tr|v|x)?(?:a|ai|ao|au|ay|e|eo|eu|i|ia|ie|ieu|iu|o|oa|oai|oay|oan|oe|oi|oo|u|ua|uay|ue|ui|uo|uoi|uou|uu|uy|uya|uye|uyu|y|ye|yeu)(?:c|ch|m|n|ng|nh|p|t)?$/;
/** Letters that no other language of the post has. */
const OWN = /[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỷỹỵ]/giu;
const [MOST_SYLLABLES, MOST_OWN, FEWEST_WORDS] = [0.6, 0.02, 4];

/**
 * Whether a letter is written in another language than Vietnamese, with its marks or without; a few names of Vietnam in it
 * change nothing. Too few words tell nothing: they are Vietnamese.
 * @example isForeign('Your mailbox is full, please verify your account') // true
 * @example isForeign('Hop thu cua ban da day, vui long xac nhan tai khoan') // false
 */
export function isForeign(text: string): boolean {
  const start = withoutAddresses(text);
  const words = foldWords(start)
    .words.split(' ')
    .filter((word) => /^\p{L}+$/u.test(word));
  if (words.length < FEWEST_WORDS || (start.match(OWN) ?? []).length > MOST_OWN * start.length) {
    return false;
  }
  return words.filter((word) => SYLLABLE.test(word)).length < MOST_SYLLABLES * words.length;
}
