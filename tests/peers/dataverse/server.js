// What CAP leaves to others: who gives out tokens. Whoever has none is refused; the third request for data finds that the
// first token has expired.
const cds = require('@sap/cds')
const express = require('express')

let given = 0
let asked = 0
cds.on('bootstrap', app => {
  app.post('/contoso.example/oauth2/v2.0/token', express.urlencoded({ extended: false }), (request, response) => {
    const { grant_type, client_id, client_secret } = request.body
    const isRight = grant_type === 'client_credentials' && client_id === 'app-1' && client_secret === process.env.DATAVERSE_SECRET
    if (!isRight) return response.status(401).json({ error: 'invalid_client', error_description: 'who is that?' })
    given += 1
    response.json({ token_type: 'Bearer', expires_in: 3599, access_token: `token-${given}` })
  })
  app.use('/api', (request, response, next) => {
    asked += 1
    const isKnown = given > 0 && request.headers.authorization === `Bearer token-${given}`
    if (isKnown && !(given === 1 && asked > 2)) return next()
    response.status(401).json({ error: { code: '401', message: 'the token has expired' } })
  })
})
