package share

// Dictionary is what the tests' forger needs.
const Dictionary = dictionary
