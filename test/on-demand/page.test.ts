import { existsSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import axe from 'axe-core'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Front } from './page/front.ts'

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
const isThere = existsSync(executablePath)
const notice = isThere ? '' : ` (not tried: there is no ${executablePath})`

const wide = { width: 1280, height: 800 }
const narrow = { width: 320, height: 640 }

describe.skipIf(!isThere)(`the waiting page in a browser${notice}`, () => {
  let browser: Browser
  let front: Front
  /** Of screenshots, for whoever wants to look at them. */
  let directory: string

  beforeAll(async () => {
    directory = process.env.SCREENSHOTS ?? (await mkdtemp(path.join(os.tmpdir(), 'waiting-page-')))
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
    front = await Front.open()
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    front?.close()
  })
  beforeEach(() => {
    front.situation = { status: 'starting', stage: 'capacity' }
    front.requests.length = 0
  })

  async function open(options: BrowserContextOptions = {}, at = '/chat?about=tea'): Promise<Page> {
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
    const page = await context.newPage()
    page.on('console', message => {
      if (message.type() === 'error') errors.push(message.text())
    })
    await page.goto(front.url + at)
    return page
  }
  const errors: string[] = []

  const looks = [
    ['light', wide],
    ['dark', wide],
    ['light', narrow],
    ['dark', narrow],
  ] as const

  test.each(looks)(
    'is accessible and fits, %s at %o',
    async (colorScheme, viewport) => {
      const situations = {
        starting: { status: 'starting', stage: 'image' },
        failed: { status: 'failed', reason: 'The container ended with exit code 3 before it answered.' },
      } as const
      for (const [name, situation] of Object.entries(situations)) {
        front.situation = situation
        const page = await open({ colorScheme, viewport })
        expect(await violations(page)).toEqual([])
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
          viewport.width,
        )
        await page.screenshot({ path: path.join(directory, `${name}-${colorScheme}-${viewport.width}.png`) })
        await page.context().close()
      }
      // Nothing that the page does is forbidden by its own policy; its own 503 is told as an error.
      expect(errors.filter(text => !text.includes('503'))).toEqual([])
    },
    60_000,
  )

  test('shows how far it is, and goes on by itself to what was asked for', async () => {
    const page = await open()
    expect(await page.title()).toBe('Waking Ultra')
    expect(await page.locator('[aria-current=step]').textContent()).toBe('Finding a computer for it')
    expect(await page.locator('[role=status]').getAttribute('aria-live')).toBe('polite')
    front.situation = { status: 'starting', stage: 'health' }
    await page.locator('[aria-current=step]', { hasText: 'Waiting for its first answer' }).waitFor()
    expect(await page.locator('[data-state=done]').count()).toBe(3)
    front.situation = { status: 'running' }
    await page.getByRole('heading', { name: 'Here you are' }).waitFor()
    expect(page.url()).toBe(`${front.url}/chat?about=tea`)
    expect(front.requests).toEqual(['GET /chat?about=tea', 'GET /chat?about=tea'])
  }, 30_000)

  test('works without JavaScript, by loading itself anew', async () => {
    const page = await open({ javaScriptEnabled: false })
    expect(await page.title()).toBe('Waking Ultra')
    front.situation = { status: 'running' }
    await page.getByRole('heading', { name: 'Here you are' }).waitFor({ timeout: 15_000 })
    expect(page.url()).toBe(`${front.url}/chat?about=tea`)
  }, 30_000)

  test('never sends anew what was no GET, and says so', async () => {
    const page = await open({}, '/form')
    await page.getByRole('button').click()
    await page.getByText('is not sent again by itself').waitFor()
    front.situation = { status: 'running' }
    await page.getByRole('heading', { name: 'Ultra is awake' }).waitFor()
    await page.waitForTimeout(4000)
    expect(front.requests.filter(request => request.endsWith('/orders'))).toEqual(['POST /orders'])
    await page.keyboard.press('Tab')
    expect(await page.locator('a:focus-visible').textContent()).toBe('Go on')
    const outline = "getComputedStyle(document.querySelector('a')).outlineStyle"
    expect(await page.evaluate(outline)).toBe('solid')
    await page.keyboard.press('Enter')
    await page.getByText('GET', { exact: true }).waitFor()
    expect(front.requests.at(-1)).toBe('GET /orders')
  }, 30_000)

  test('tells a failure while somebody waits', async () => {
    const page = await open()
    front.situation = { status: 'failed', reason: 'Its image could not be fetched.' }
    await page.getByRole('heading', { name: 'Ultra could not be started' }).waitFor()
    await page.getByText('Its image could not be fetched.').waitFor()
    expect(await page.getByRole('list').count()).toBe(0)
    expect(await violations(page)).toEqual([])
  }, 30_000)

  test('a name that looks like markup is only a name', async () => {
    const page = await open({}, '/%3Cb%3E?"><script>alert(1)</script>')
    expect(await page.locator('main b, main script').count()).toBe(0)
    await page.context().close()
  })
})

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string }[] }> } }
    return await axe.run()
  })
  return found.violations.map(({ id }) => id)
}
