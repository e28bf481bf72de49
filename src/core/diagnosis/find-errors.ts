import { type Grams, gramsOf, patternsOf, searchAny } from './compile-rules';
import { foldWhiteSpace } from './normalize-text';
import { withoutAdvice } from './without-advice';

/** An error of the operating system, of TLS or of a library, found in a text. */
export interface FoundError {
  /** In the spelling of Node and libuv: `ECONNREFUSED`, `CERT_HAS_EXPIRED`, … */
  code: string;
  /** The line that says it. */
  text: string;
  start: number;
  /** Told by the words of a message, not by the code itself. */
  worded?: true;
  /** Its words stand in advice or a condition. */
  advised?: true;
}

/** Codes that libraries write out as they are. */
const codePattern =
  /\b(E(?:NOTFOUND|NODATA|NONAME|AI_AGAIN|AI_NONAME|AI_NODATA|SERVFAIL|REFUSED|CONNREFUSED|CONNRESET|CONNABORTED|PIPE|TIMEDOUT|SOCKETTIMEDOUT|NETUNREACH|HOSTUNREACH|HOSTDOWN|NETDOWN|ADDRNOTAVAIL|DNS)|(?:DEPTH_ZERO_)?SELF_SIGNED_CERT(?:_IN_CHAIN)?|UNABLE_TO_(?:VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT(?:_LOCALLY)?)|CERT_(?:HAS_EXPIRED|NOT_YET_VALID)|ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH|ERR_SSL_[A-Z0-9_/]{4,60})\b/g;

/**
 * Numbers of errors as libuv gives them (`include/uv/errno.h`): those of Windows and of the resolver are its own, the others
 * those of Linux and macOS with a minus. A program that prints an error's fields, not its message, shows nothing else.
 */
const numberPattern = /\berrno["']?\s{0,3}[:=]\s{0,3}["']?-(\d{2,4})\b/g;
const numbers: Readonly<Record<string, string>> = {
  3001: 'EAI_AGAIN',
  3007: 'ENOTFOUND',
  3008: 'ENOTFOUND',
  4039: 'ETIMEDOUT',
  4047: 'EPIPE',
  4062: 'ENETUNREACH',
  4063: 'ENETDOWN',
  4073: 'EHOSTUNREACH',
  4077: 'ECONNRESET',
  4078: 'ECONNREFUSED',
  4079: 'ECONNABORTED',
  4090: 'EADDRNOTAVAIL',
  99: 'EADDRNOTAVAIL',
  101: 'ENETUNREACH',
  104: 'ECONNRESET',
  110: 'ETIMEDOUT',
  111: 'ECONNREFUSED',
  113: 'EHOSTUNREACH',
  49: 'EADDRNOTAVAIL',
  51: 'ENETUNREACH',
  54: 'ECONNRESET',
  60: 'ETIMEDOUT',
  61: 'ECONNREFUSED',
  65: 'EHOSTUNREACH',
};

/**
 * What operating systems and libraries say, in English and in the languages that logs were seen in: glibc, musl, macOS,
 * Windows (with its error numbers) and the class names of Java, .NET, Ruby and Python.
 */
const messages: readonly (readonly [code: string, pattern: RegExp])[] = [
  [
    'ECONNREFUSED',
    /connection (?:was )?refused|actively refused|service refused the connection|connexion refus[ée]e|verbindung(?:saufbau)? (?:verweigert|abgelehnt)|verweigerte die verbindung|connessione rifiutata|rifiuto persistente|conexi[óo]n (?:rehusada|rechazada|denegada)|deneg[óo] expresamente|conex[ãa]o recusada|recus(?:ou|adas) ativamente|(?:po[łl][ąa]czenie odrzucone|odrzucono po[łl][ąa]czenie|aktywnie (?:go )?odmawia)|(?:atsisak[ėe] prisijungti|ry[šs]ys atmestas|prisijungimas atmestas|aktyviai atmet[ėe])|l'ordinateur cible l'a express[ée]ment refus[ée]e|\bWSAECONNREFUSED\b|积极拒绝|拒绝连接|连接被拒绝|\b10061\b/iu,
  ],
  [
    'ENOTFOUND',
    /getaddrinfo failed|\[errno -[25]\]|name or service not known|nodename nor servname|no such host|unknown ?host|unknown smtp host|could ?n[o']t resolve (?:the )?(?:host|proxy)|can(?:not|'t) resolve (?:host|address)|host (?:name )?(?:not found|is invalid)|name resolution (?:failed|failure)|failed to lookup address|name does not resolve|remote name could not be resolved|host desconocido|h[ôo]te inconnu|nom ou service inconnu|der name oder (?:der )?dienst ist nicht bekannt|remotename konnte nicht aufgel[öo]st werden|nom distant n'a pas pu [êe]tre r[ée]solu|resolver el nombre remoto|impossibile risolvere il nome remoto|nome remoto n[ãa]o p[ôo]de ser resolvido|resolver o nome remoto|rozpozna[ćc] nazwy zdalnej|未知的名称或服务|不知道这样的主机|未能解析此远程名称|无法解析主机|域名解析失败|unbekannter host|nome o servizio sconosciuto|host sconosciuto|nombre o servicio desconocido|nome ou servi[çc]o desconhecido|host desconhecido|(?:nieznana nazwa lub us[łl]uga|nieznany host)|(?:nežinomas (?:vardas|serveris|mazgas)|vardas arba tarnyba nežinoma)|no address associated with host|host lookup .{1,120} failed|non-recoverable (?:failure in name resolution|error occurred during a database lookup)|relevant MX records point to non-?existent|\bWSAHOST_NOT_FOUND\b|\b1100[14]\b|Name service error for name|host or domain name not found|\bNXDOMAIN\b|incorrect host \(domain\) value/iu,
  ],
  [
    'EAI_AGAIN',
    /temporary failure in name resolution|\[errno -3\]|host lookup did not complete|try again.{0,12}getaddrinfo|fallo temporal en la resoluci[óo]n|[ée]chec temporaire dans la r[ée]solution|tempor[äa]rer fehler bei der namensaufl[öo]sung|risoluzione del nome|falha tempor[áa]ria na resolu[çc][ãa]o|tymczasowy b[łl][ąa]d w rozwi[ąa]zywaniu nazw|\bWSATRY_AGAIN\b|dns server returned an error/iu,
  ],
  [
    'ENETUNREACH',
    /network is unreachable|no route to host|host is unreachable|host is down|le r[ée]seau n'est pas accessible|aucun chemin d'acc[èe]s|das netzwerk ist nicht erreichbar|keine route zum zielrechner|(?:la )?rete non [èe] raggiungibile|nessun instradamento|la red es inaccesible|no existe ninguna ruta|(?:a )?rede (?:est[áa] )?(?:fora de alcance|inacess[íi]vel)|n[ãa]o h[áa] rota|sie[ćc] jest niedost[ęe]pna|brak trasy do hosta|网络不可达|没有到主机的路由|tinklas nepasiekiamas|n[ėe]ra mar[šs]ruto|unreachable (?:host|network)|can not use ipv[46] addresses|ipv[46] addresses with current network|\]:\d{2,5}: (?:connect: )?cannot assign requested address|\b10051\b|\b10065\b|\[Errno (?:101|113)\]/iu,
  ],
  [
    'ETIMEDOUT',
    /connection time(?:d[ -]?)?out|connect(?:ion attempt)? (?:has )?timed[ -]?out|operation (?:has )?timed[ -]?out|i\/o timeout|connecttimeout|opentimeout|sockettimeoutexception|execution expired|timed out (?:while )?(?:connecting|waiting for (?:initial|greeting))|did ?n[o']t properly respond after a period|gegenstelle nach einer bestimmten zeitspanne|parti connect[ée] n'a pas r[ée]pondu|parte conectada no respondi[óo]|parte connessa dopo l'intervallo|componente conectado n[ãa]o respondeu|po[łl][ąa]czona strona nie odpowiedzia[łl]a|连接超时|连接尝试失败|没有正确答复|connected host has failed to respond|connexion (?:termin[ée]e par )?expir[ée]e|d[ée]lai (?:d'attente|de connexion|imparti)|(?:wartezeit|zeit[üu]berschreitung)|die verbindung ist abgelaufen|tempo (?:scaduto|esgotado)|(?:connessione|operazione) scaduta|(?:expir[óo]|agotado|super[óo]) el tiempo|tiempo de (?:espera|conexi[óo]n) (?:agotado|sobrepasado|superado)|esgot(?:ou|ado) o tempo|tempo limite|tempo de (?:conex[ãa]o|espera) esgotado|przekroczono (?:limit czasu|czas)|baig[ėe]si (?:prisijungimo|ry[šs]io|laukimo)? ?laikas|skirtas laikas (?:baig[ėe]si|pasibaig[ėe])|\bWSAETIMEDOUT\b|timeout was reached|\b10060\b|\[Errno 110\]|\(110\)|deadline has elapsed|(?:timeouterror|socket\.timeout): ?(?:the )?(?:\w{1,12} operation )?timed out|handshake (?:operation )?timed out|net::(?:open|read)timeout|context deadline exceeded/iu,
  ],
  [
    'ECONNRESET',
    /connection (?:was )?(?:unexpectedly )?(?:reset|aborted)|broken pipe|socket hang up|unexpected socket close|forcibly closed|vom remotehost geschlossen|ferm[ée]e par l'h[ôo]te distant|forzado la interrupci[óo]n|forzata l'interruzione|cancelamento de uma conex[ãa]o|wymusi[łl] zamkni[ęe]cie|强迫关闭|连接被对方重置|连接被重置|connexion r[ée]-?initialis[ée]e|verbindung (?:wurde )?(?:vom kommunikationspartner )?zur[üu]ckgesetzt|connessione (?:interrotta|ripristinata)|conexi[óo]n reinicializada|conex[ãa]o (?:fechada|redefinida|cancelada)|po[łl][ąa]czenie zerwane|ry[šs]ys nutrauktas|remote host (?:closed|terminated)|connection unexpectedly closed|connection (?:was )?closed (?:by|before|un)|client network socket disconnected|lost connection (?:with|while)|\b1005[34]\b/iu,
  ],
];

/** The messages as patterns of which most are ruled out without looking for them. */
const messagePatterns = messages.map(([code, { source, flags }]) => ({ code, patterns: patternsOf(source, flags) }));

/** What Postfix notes of the name of a client that it goes on to serve. */
const aside =
  /\bwarning: (?:\S{1,60}: )?hostname \S{1,255} (?:does not resolve to address|verification failed)[^\n]{0,200}/g;

/** A text that names the code that it carries, at most one of each code. `grams` are those of the text. */
export function findErrors(text: string, grams: Grams = gramsOf(text)): FoundError[] {
  const plain = text.replace(aside, (note) => ' '.repeat(note.length));
  return plain === text ? errorsIn(text, grams) : errorsIn(plain, gramsOf(plain));
}

function errorsIn(text: string, grams: Grams): FoundError[] {
  const found = new Map<string, FoundError>();
  const add = (code: string, start: number, words: Pick<FoundError, 'worded' | 'advised'> = {}) => {
    const canonical = code.startsWith('EAI_NO') ? 'ENOTFOUND' : code;
    if (!found.has(canonical))
      found.set(canonical, { code: canonical, text: lineAround(text, start), start, ...words });
  };
  for (const match of text.matchAll(codePattern)) add(match[1] ?? '', match.index);
  for (const match of text.matchAll(numberPattern)) {
    const code = numbers[match[1] ?? ''];
    if (code) add(code, match.index);
  }
  for (const { code, patterns } of messagePatterns) {
    const index = searchAny(patterns, text, grams);
    if (index < 0) continue;
    const line = lineAround(text, index);
    const plain = withoutAdvice(line);
    const advised = plain !== line && searchAny(patterns, plain, gramsOf(plain)) < 0;
    add(code, index, { worded: true, ...(advised ? { advised } : {}) });
  }
  return [...found.values()].sort((a, b) => a.start - b.start);
}

/** The line of the place, cut to what a person wants to read. */
export function lineAround(text: string, place: number): string {
  const start = text.lastIndexOf('\n', place - 1) + 1;
  const newline = text.indexOf('\n', place);
  const from = place - start > 200 ? place - 200 : start;
  return foldWhiteSpace(text.slice(from, Math.min(newline < 0 ? text.length : newline, from + 500)));
}
