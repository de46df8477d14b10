/** A company, school or body in the name shown; words that are also names of people only where such a name does not have them. */
export const COMPANY_NAME =
  / (?:cong ty|cty|ctcp|tnhh|tap doan|truong (?:dai hoc|cao dang|trung cap|thpt|thcs|tieu hoc|mam non|chinh tri|pho thong|dao tao|dai|mn|th|pt|ptdt|ptdtbt|dtnt|lien cap|nghe|day nghe|boi duong|can bo|doi)|trung tam|benh vien|hoc vien|phan mem|tap chi|nha xuat ban|khach san|ngan hang|dai ly|cua hang|hop tac xa|htx|hiep hoi|group|corp|ltd|company|university|institute|software)(?= )|^ (?:bao|vien|hoi|quy) /;
