/** A server's manner of speaking: its greeting, its EHLO keywords, and how it refuses a login. */
export interface Persona {
  /** Text of the greeting after 220. */
  greeting: string;
  /** First line of the EHLO reply. */
  hello: string;
  /** EHLO keywords over an unencrypted connection; STARTTLS is left out where implicit TLS is used. */
  keywords: string[];
  /** EHLO keywords once TLS is there. */
  secureKeywords: string[];
  /** SASL mechanisms that `secureKeywords` names and that can be answered. */
  mechanisms: ('PLAIN' | 'LOGIN' | 'CRAM-MD5' | 'XOAUTH2')[];
  /** The refusal of a login, line by line; without it every login is accepted. */
  refusal?: { code: number; lines: string[] };
  /** Passwords that are accepted all the same; without it none is. */
  accepts?: RegExp;
}

/** Who a server of ours can speak as. */
export type PersonaId = 'inbox' | 'gmail' | 'outlook' | 'yahoo';

/** The providers' own words, as seen in public reports of 2024 to 2026; addresses and session ids are made up. */
export const personas: Readonly<Record<PersonaId, Persona>> = {
  inbox: {
    greeting: 'localhost ESMTP SMTP Doctor inbox',
    hello: 'localhost',
    keywords: ['PIPELINING', '8BITMIME', 'SIZE 26214400', 'STARTTLS', 'ENHANCEDSTATUSCODES'],
    secureKeywords: ['PIPELINING', '8BITMIME', 'SIZE 26214400', 'AUTH PLAIN LOGIN', 'ENHANCEDSTATUSCODES'],
    mechanisms: ['PLAIN', 'LOGIN'],
  },
  gmail: {
    greeting: 'smtp.gmail.com ESMTP 5b1f17b1804b1-46e23adf0a5sm52 - gsmtp',
    hello: 'smtp.gmail.com at your service, [203.0.113.5]',
    keywords: ['SIZE 35882577', '8BITMIME', 'STARTTLS', 'ENHANCEDSTATUSCODES', 'PIPELINING', 'CHUNKING', 'SMTPUTF8'],
    secureKeywords: [
      'SIZE 35882577',
      '8BITMIME',
      'AUTH LOGIN PLAIN XOAUTH2 PLAIN-CLIENTTOKEN OAUTHBEARER XOAUTH',
      'ENHANCEDSTATUSCODES',
      'PIPELINING',
      'CHUNKING',
      'SMTPUTF8',
    ],
    mechanisms: ['LOGIN', 'PLAIN'],
    refusal: {
      code: 534,
      lines: [
        '5.7.9 Application-specific password required. For more information, go to',
        '5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor 5b1f17b1804b1-46e23adf0a5sm52 - gsmtp',
      ],
    },
    // an app password
    accepts: /^[a-z]{16}$/,
  },
  outlook: {
    greeting: 'AM0PR06CA0135.outlook.office365.com Microsoft ESMTP MAIL Service ready',
    hello: 'AM0PR06CA0135.outlook.office365.com Hello [203.0.113.5]',
    keywords: [
      'SIZE 157286400',
      'PIPELINING',
      'DSN',
      'ENHANCEDSTATUSCODES',
      'STARTTLS',
      '8BITMIME',
      'BINARYMIME',
      'CHUNKING',
      'SMTPUTF8',
    ],
    secureKeywords: [
      'SIZE 157286400',
      'PIPELINING',
      'DSN',
      'ENHANCEDSTATUSCODES',
      'AUTH LOGIN XOAUTH2',
      '8BITMIME',
      'BINARYMIME',
      'CHUNKING',
      'SMTPUTF8',
    ],
    mechanisms: ['LOGIN'],
    refusal: {
      code: 535,
      lines: [
        '5.7.139 Authentication unsuccessful, basic authentication is disabled. [AM0PR06CA0135.eurprd06.prod.outlook.com 2026-11-21T09:12:44.101Z 08DE27D1A2B3C4D5]',
      ],
    },
  },
  yahoo: {
    greeting: 'smtp.mail.yahoo.com ESMTP ready',
    hello: 'hermes--production-ir2-7d8c9b5f6-x2k4p Hello client.example.com [203.0.113.5])',
    keywords: ['PIPELINING', 'ENHANCEDSTATUSCODES', 'CHUNKING', '8BITMIME', 'STARTTLS', 'SIZE 41697280'],
    secureKeywords: [
      'PIPELINING',
      'ENHANCEDSTATUSCODES',
      'CHUNKING',
      '8BITMIME',
      'AUTH PLAIN LOGIN XOAUTH2 OAUTHBEARER',
      'SIZE 41697280',
    ],
    mechanisms: ['PLAIN', 'LOGIN'],
    refusal: { code: 535, lines: ['5.7.0 (#AUTH005) Too many bad auth attempts.'] },
  },
};
