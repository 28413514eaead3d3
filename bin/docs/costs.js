import path from 'node:path'
import { blocks, code, table } from './markdown.js'
import { runbookCosts } from './runbook-costs.js'

/**
 * The document with what follows from the code put between its marks.
 * @param text the document as it stands
 * @param library deployctl's own modules: `costs` and `manifest`
 */
export async function costsDocument(text, { costs, manifest }, root) {
  const systems = await Promise.all(runbookCosts.map(system => compared(system, costs, manifest, root)))
  const parts = {
    assumptions: assumptionTable(costs),
    prices: await priceTable(costs),
    systems: blocks(systems),
  }
  return Object.entries(parts).reduce((document, [name, part]) => filled(document, name, part), text)
}

function filled(document, name, part) {
  const pattern = new RegExp(`(<!-- ${name}: written by npm run docs -->)[^]*?(<!-- end of ${name} -->)`)
  return document.replace(pattern, (_, begin, end) => blocks(begin, part, end))
}

function assumptionTable({ assumptions }) {
  const rows = Object.entries(assumptions).map(([name, { value, unit, means }]) => [
    code(name),
    `${value.toLocaleString('en')} ${unit}`,
    means,
  ])
  return table(['name', 'unless you say otherwise', 'what it is'], rows)
}

async function priceTable({ priceKeys, pricedRegions, priceListFor }) {
  const lists = await Promise.all(pricedRegions.map(region => priceListFor(region)))
  const rows = Object.entries(priceKeys).map(([key, { unit, source }]) => [
    code(key),
    `[${unit}](${source})`,
    ...lists.map(({ prices }) => (prices[key] === undefined ? 'by class' : String(prices[key]))),
  ])
  return table(['key', 'US dollars for one', ...pricedRegions.map(code)], rows)
}

async function compared(system, costs, manifest, root) {
  const source = await manifest.loadManifest(path.join(root, system.manifest))
  const resolved = manifest.resolveManifest(source, system.environment, { env: {}, gitSha: () => undefined })
  const prices = await costs.priceListFor(resolved.region)
  const basis = { prices, usage: costs.usageWith(system.usage) }
  const estimated = costs.estimate(resolved, basis)
  const rows = system.rows.map(row => ({
    row,
    lines: estimated.lines.filter(line => means(row.lines, line)),
  }))
  const others = estimated.lines.filter(line => !rows.some(({ lines }) => lines.includes(line)))
  return blocks(
    `### ${system.title}`,
    system.about,
    comparison(system, rows, others, estimated),
    system.forgotten,
    othersTable(others, estimated),
    system.steps && stepsTable(system.steps, resolved, basis, costs),
    `Given besides the defaults: ${givens(system.usage)}.`,
  )
}

function means({ subject = /./, what = /./ }, line) {
  return subject.test(line.subject) && what.test(line.what)
}

function comparison({ total }, rows, others, { cents, expectation }) {
  const allDay = expectation.basis !== 'always'
  const amounts = lines => [usd(sum(lines, 'expected')), ...(allDay ? [usd(sum(lines, 'awake'))] : [])]
  return table(
    ['in the runbook', 'it says', 'deployctl', ...(allDay ? ['all day'] : []), 'why'],
    [
      ...rows.map(({ row, lines }) => [row.name, row.says, ...amounts(lines), row.why]),
      ['not in its table', '', ...amounts(others), 'See below.'],
      [
        '**a month**',
        total && `**${total}**`,
        bold(cents.expected),
        ...(allDay ? [bold(cents.awake)] : []),
        less(cents),
      ],
    ],
  )
}

function less({ allowances }) {
  return allowances > 0
    ? `${usd(allowances)} less where the account’s free allowances are not used otherwise.`
    : ''
}

function othersTable(others, { expectation }) {
  const costing = others.filter(({ cents }) => cents.expected > 0)
  const allDay = expectation.basis !== 'always'
  return table(
    ['not in its table', 'deployctl', ...(allDay ? ['all day'] : [])],
    costing.map(({ subject, what, cents }) => [
      `${code(subject)} ${what}`,
      usd(cents.expected),
      ...(allDay ? [usd(cents.awake)] : []),
    ]),
  )
}

/** The runbook's own savings, priced one upon the other. */
function stepsTable({ about, ids, says }, resolved, basis, costs) {
  const totals = ids.map(
    (_, index) => costs.estimate(costs.withOptions(resolved, ids.slice(0, index + 1)), basis).cents.expected,
  )
  const first = costs.estimate(resolved, basis).cents.expected
  const titles = new Map(costs.savingsOf(resolved, basis).each.map(({ id, title }) => [id, title]))
  return blocks(
    about,
    table(
      ['step', 'it says', 'deployctl'],
      ids.map((id, index) => [
        titles.get(id) ?? id,
        says[index],
        `−${usd((totals[index - 1] ?? first) - totals[index])}, ${usd(totals[index])}`,
      ]),
    ),
  )
}

function givens(usage) {
  const pairs = Object.entries(usage).map(([name, value]) => code(`${name}=${value}`))
  return pairs.length > 0 ? pairs.join(', ') : 'nothing'
}

function sum(lines, month) {
  return lines.reduce((total, { cents }) => total + cents[month], 0)
}

function usd(cents) {
  return `$${(cents / 100).toLocaleString('en', { minimumFractionDigits: 2 })}`
}

function bold(cents) {
  return `**${usd(cents)}**`
}
