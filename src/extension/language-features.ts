import {
  CompletionItem,
  CompletionItemKind,
  DocumentSymbol,
  Hover,
  Location,
  languages,
  MarkdownString,
  type Position,
  Range,
  SnippetString,
  SymbolKind,
  type TextDocument,
  workspace,
} from 'vscode';
import type { TextEdit } from '../core/account/edit-smtp-document';
import {
  accountDefinition,
  accountNameAt,
  accountReferences,
  renameAccount,
} from '../core/language/account-references';
import { type Completion, completionsAt } from '../core/language/completions-at';
import { hoverAt } from '../core/language/hover-at';
import type { LanguageContext } from '../core/language/language-context';
import { type OutlineItem, outlineOf } from '../core/language/outline-of';
import type { SecretKey } from '../core/ports';
import { today } from '../core/today';
import { schemaIsElsewhere } from './document-findings';
import type { HostContext } from './host-context';
import { isVirtual } from './is-virtual';
import { parsedDocument, toRange } from './parsed-document';
import { smtpFileSelector } from './smtp-file-name';
import { workspaceEdit } from './workspace-edit';

const completionKinds: Readonly<Record<Completion['kind'], CompletionItemKind>> = {
  key: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
  snippet: CompletionItemKind.Snippet,
  provider: CompletionItemKind.Module,
  host: CompletionItemKind.Value,
  secret: CompletionItemKind.Constant,
  variable: CompletionItemKind.Variable,
  account: CompletionItemKind.Reference,
};

const symbolKinds: Readonly<Record<OutlineItem['kind'], SymbolKind>> = {
  section: SymbolKind.Module,
  account: SymbolKind.Object,
  value: SymbolKind.Property,
};

/** Completion, hover, outline, going to an account and renaming it. */
export function startLanguageFeatures(host: HostContext): void {
  host.extension.subscriptions.push(
    languages.registerCompletionItemProvider(
      smtpFileSelector,
      { provideCompletionItems: (document, position) => completions(host, document, position) },
      ':',
      ' ',
      '$',
      '{',
    ),
    languages.registerHoverProvider(smtpFileSelector, {
      provideHover: (document, position) => {
        const found = hoverAt(parsedDocument(document), document.offsetAt(position), languageContext(host, document));
        return found && new Hover(new MarkdownString(found.markdown), toRange(document, found.range));
      },
    }),
    languages.registerDocumentSymbolProvider(smtpFileSelector, {
      // the other extension has an outline of its own
      provideDocumentSymbols: (document) =>
        schemaIsElsewhere() ? [] : outlineOf(parsedDocument(document)).map((item) => symbol(document, item)),
    }),
    languages.registerDefinitionProvider(smtpFileSelector, {
      provideDefinition: (document, position) => {
        const parsed = parsedDocument(document);
        const found = accountNameAt(parsed, document.offsetAt(position));
        const definition = found && accountDefinition(parsed, found.name);
        return definition && new Location(document.uri, toRange(document, definition));
      },
    }),
    languages.registerReferenceProvider(smtpFileSelector, {
      provideReferences: (document, position, { includeDeclaration }) => {
        const parsed = parsedDocument(document);
        const found = accountNameAt(parsed, document.offsetAt(position));
        if (found === undefined) return [];
        const definition = includeDeclaration ? accountDefinition(parsed, found.name) : undefined;
        return [...(definition ? [definition] : []), ...accountReferences(parsed, found.name)].map(
          (range) => new Location(document.uri, toRange(document, range)),
        );
      },
    }),
    languages.registerRenameProvider(smtpFileSelector, {
      prepareRename: (document, position) => {
        const found = accountNameAt(parsedDocument(document), document.offsetAt(position));
        if (found === undefined) throw new Error(host.translator()('editor:renameNothing'));
        return { range: toRange(document, found.range), placeholder: found.name };
      },
      provideRenameEdits: (document, position, newName) => {
        const parsed = parsedDocument(document);
        const found = accountNameAt(parsed, document.offsetAt(position));
        let edits: TextEdit[] | undefined;
        try {
          edits = found && renameAccount(parsed, found.name, newName);
        } catch (error) {
          if (!(error instanceof RangeError)) throw error;
          throw new Error(host.translator()('extension:editRefused'));
        }
        if (edits === undefined) throw new Error(host.translator()('editor:renameTaken'));
        return workspaceEdit(document, edits);
      },
    }),
  );
}

function languageContext(
  host: HostContext,
  document: TextDocument,
  secrets: readonly SecretKey[] = [],
): LanguageContext {
  const resolves = workspace.isTrusted && !isVirtual(document.uri);
  return {
    t: host.translator(),
    providers: host.data.knowledge().providers,
    today: today(),
    secrets: resolves ? secrets : [],
    variables: resolves ? Object.keys(process.env).sort() : [],
    withoutSchema: schemaIsElsewhere(),
  };
}

async function completions(host: HostContext, document: TextDocument, position: Position): Promise<CompletionItem[]> {
  const context = languageContext(host, document, await host.secrets.list());
  const names = parsedDocument(document).accountNames;
  return completionsAt(document.getText(), document.offsetAt(position), names, context).map((found, index) => {
    const item = new CompletionItem(
      found.detail ? { label: found.label, description: found.detail } : found.label,
      completionKinds[found.kind],
    );
    item.insertText = new SnippetString(found.snippet);
    item.filterText = found.label;
    item.sortText = String(index).padStart(4, '0');
    // a range of completion stays on its line and around the cursor
    item.range = toRange(document, found.range).intersection(lineOf(position)) ?? new Range(position, position);
    if (found.documentation) item.documentation = new MarkdownString(found.documentation);
    return item;
  });
}

function lineOf({ line }: Position): Range {
  return new Range(line, 0, line, Number.MAX_SAFE_INTEGER);
}

function symbol(
  document: TextDocument,
  { name, detail, kind, range, selection, children }: OutlineItem,
): DocumentSymbol {
  const made = new DocumentSymbol(
    name === '' ? '""' : name,
    detail,
    symbolKinds[kind],
    toRange(document, range),
    toRange(document, selection),
  );
  made.children = children.map((child) => symbol(document, child));
  return made;
}
