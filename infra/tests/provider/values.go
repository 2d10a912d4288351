package main

import (
	"crypto/rand"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"maps"
	"math/big"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// What the services would answer where it matters: {"resource TYPE" or "data TYPE": {attribute: value}}, attributes
// dotted. The rest is made up.
//
//go:embed answers.json
var answersFile []byte

type answers map[string]map[string]json.RawMessage

func readAnswers() (answers, error) {
	var result answers
	return result, json.Unmarshal(answersFile, &result)
}

// What the service will choose is unknown before it has.
func unknownWhereComputed(value tftypes.Value, schema *tfprotov6.Schema) (tftypes.Value, error) {
	return perAttribute(value, schema, func(attribute *tfprotov6.SchemaAttribute, value tftypes.Value) any {
		if attribute.Computed && value.IsNull() {
			return tftypes.UnknownValue
		}
		return value
	})
}

// What the service is told and nobody keeps.
func withoutWriteOnly(value tftypes.Value, schema *tfprotov6.Schema) (tftypes.Value, error) {
	return perAttribute(value, schema, func(attribute *tfprotov6.SchemaAttribute, value tftypes.Value) any {
		if attribute.WriteOnly {
			return nil
		}
		return value
	})
}

func perAttribute(value tftypes.Value, schema *tfprotov6.Schema, with func(*tfprotov6.SchemaAttribute, tftypes.Value) any) (tftypes.Value, error) {
	known := attributes(schema)
	return tftypes.Transform(value, func(path *tftypes.AttributePath, value tftypes.Value) (tftypes.Value, error) {
		attribute := known[dotted(path)]
		if attribute == nil || !isAttribute(path) {
			return value, nil
		}
		result := with(attribute, value)
		if kept, same := result.(tftypes.Value); same {
			return kept, nil
		}
		return tftypes.NewValue(value.Type(), result), nil
	})
}

// An element of a collection has the dotted name of the collection, and is none of the schema's attributes.
func isAttribute(path *tftypes.AttributePath) bool {
	_, named := path.LastStep().(tftypes.AttributeName)
	return named
}

// The unknown parts of a value, chosen.
func madeUp(value tftypes.Value, answers map[string]json.RawMessage) (tftypes.Value, error) {
	return tftypes.Transform(value, func(path *tftypes.AttributePath, value tftypes.Value) (tftypes.Value, error) {
		if value.IsKnown() {
			return value, nil
		}
		return choose(value.Type(), dotted(path), answers)
	})
}

func choose(kind tftypes.Type, name string, answers map[string]json.RawMessage) (tftypes.Value, error) {
	if answer, found := answers[name]; found {
		return tftypes.ValueFromJSON(answer, kind)
	}
	switch {
	case kind.Is(tftypes.String):
		return tftypes.NewValue(kind, randomHex()), nil
	case kind.Is(tftypes.Number):
		return tftypes.NewValue(kind, big.NewFloat(1)), nil
	case kind.Is(tftypes.Bool):
		return tftypes.NewValue(kind, false), nil
	case kind.Is(tftypes.Map{}):
		return tftypes.NewValue(kind, map[string]tftypes.Value{}), nil
	}
	object, isObject := kind.(tftypes.Object)
	if !isObject {
		return tftypes.NewValue(kind, []tftypes.Value{}), nil
	}
	values := map[string]tftypes.Value{}
	for _, attribute := range slices.Sorted(maps.Keys(object.AttributeTypes)) {
		value, err := choose(object.AttributeTypes[attribute], name+"."+attribute, answers)
		if err != nil {
			return value, err
		}
		values[attribute] = value
	}
	return tftypes.NewValue(kind, values), nil
}

// As long as the ids of Atlas, and like nothing else in a state.
func randomHex() string {
	var bytes [12]byte
	rand.Read(bytes[:])
	return hex.EncodeToString(bytes[:])
}
