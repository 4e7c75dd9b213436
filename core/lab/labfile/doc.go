// Package labfile reads lab files: types, strict decoding, validation.
package labfile
