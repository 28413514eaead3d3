import path from 'node:path'
import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../lib/cli/base-command.ts'
import { scaffold, type TemplateFacts, templateFacts } from '../lib/cli/scaffold.ts'
import type { Theme } from '../lib/ui/format.ts'

interface Initialised {
  readonly directory: string
  readonly template: string
  readonly files: readonly string[]
  /** The first one, to begin with. */
  readonly environment: string
}

export default class Init extends BaseCommand<typeof Init, Initialised> {
  static override summary = 'Write a manifest that is valid as it stands.'
  static override examples = [
    '<%= config.bin %> init',
    '<%= config.bin %> init --template web-app --project shop --region eu-central-1 --yes',
  ]
  static override args = {
    directory: Args.directory({ description: 'Where to write it.', default: '.' }),
  }
  static override flags = {
    template: Flags.string({
      helpValue: 'NAME',
      description: 'The system to begin with.',
      default: 'web-app',
    }),
    project: Flags.string({
      helpValue: 'NAME',
      description: 'Name of the project; the directory’s own name when absent.',
    }),
    region: Flags.string({ helpValue: 'REGION', description: 'AWS region.' }),
    account: Flags.string({
      helpValue: 'ACCOUNT',
      description: 'The only account that deployctl may write to.',
    }),
    domain: Flags.string({
      helpValue: 'DOMAIN',
      description: 'Your domain, where the template has one: example.com.',
    }),
    'hosted-zone': Flags.string({
      helpValue: 'ID',
      description: 'Id of the Route 53 hosted zone that holds the domain.',
    }),
  }

  protected async execute(): Promise<Initialised> {
    const { template } = this.flags
    const { directory } = this.args
    const templates = path.join(this.config.root, 'templates')
    const facts = await templateFacts(templates, template)
    const { domain, hostedZone, ...values } = await this.#answers(facts)
    const files = await scaffold({ templates, template, directory, values, domain, hostedZone })
    return { directory, template, files, environment: facts.environments[0]! }
  }

  protected present({ directory, template, files, environment }: Initialised, theme: Theme): string[] {
    const go = directory === '.' ? '' : `cd ${directory} && `
    return [
      `${theme.good('✔')} ${template} → ${files.join(', ')}`,
      `  Check it:      ${theme.accent(`${go}deployctl validate`)}`,
      `  Try it, no account needed: ${theme.accent(`${go}deployctl bootstrap ${environment} --sandbox`)}`,
    ]
  }

  /** What only the user knows; asked for where somebody can answer, and otherwise left as the template has it. */
  async #answers(facts: TemplateFacts): Promise<Answers> {
    const { project, region, account, domain, 'hosted-zone': hostedZone, yes } = this.flags
    const asks = process.stdin.isTTY && !yes && !this.jsonEnabled()
    const ask = async (given: string | undefined, applies: boolean, question: string, usual: string) =>
      given ?? (asks && applies ? await this.prompts.text(question, usual) : undefined)
    const own = projectName(path.basename(path.resolve(this.args.directory)))
    const name = (await ask(project, true, 'Name of the project?', own)) ?? own
    const place = await ask(region, true, 'AWS region?', facts.region)
    const number = await ask(account, facts.account, 'AWS account?', '123456789012')
    return {
      project: projectName(name),
      ...(place ? { region: place } : {}),
      ...(number ? { account: number } : {}),
      domain: await ask(domain, facts.domain, 'Your domain?', 'example.com'),
      hostedZone: await ask(hostedZone, facts.domain, 'Id of its Route 53 hosted zone?', 'ZABCDEFGHIJKL'),
    }
  }
}

type Answers = Record<'project', string> & {
  readonly region?: string
  readonly account?: string
  readonly domain: string | undefined
  readonly hostedZone: string | undefined
}

/** The nearest name that a manifest takes. */
function projectName(text: string): string {
  const plain = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
  return plain.slice(0, 20).replace(/-+$/, '') || 'app'
}
