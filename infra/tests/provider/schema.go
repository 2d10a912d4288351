package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// An entry of the schema file: an attribute, or a block when Block says how it nests.
type entry struct {
	Type       json.RawMessage
	Flags      []string
	Attributes body
	Block      string
	Min, Max   int64
	Note       string // the file leaves this block out, so nobody may write one
	Body       body
}

type body map[string]entry

type schemas struct {
	provider        *tfprotov6.Schema
	resources, data map[string]*tfprotov6.Schema
}

var (
	blockNesting = map[string]tfprotov6.SchemaNestedBlockNestingMode{
		"single": tfprotov6.SchemaNestedBlockNestingModeSingle,
		"list":   tfprotov6.SchemaNestedBlockNestingModeList,
		"set":    tfprotov6.SchemaNestedBlockNestingModeSet,
		"map":    tfprotov6.SchemaNestedBlockNestingModeMap,
	}
	attributeNesting = map[string]tfprotov6.SchemaObjectNestingMode{
		"single": tfprotov6.SchemaObjectNestingModeSingle,
		"list":   tfprotov6.SchemaObjectNestingModeList,
		"set":    tfprotov6.SchemaObjectNestingModeSet,
		"map":    tfprotov6.SchemaObjectNestingModeMap,
	}
)

func readSchemas(path, name string) (*schemas, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("PROVIDER_SCHEMAS: %w", err)
	}
	var file map[string]struct{ Provider, Resources json.RawMessage }
	if err := json.Unmarshal(text, &file); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	for address, found := range file {
		if !strings.HasSuffix(address, "/"+name) {
			continue
		}
		var provider body
		var resources map[string]body
		if err := json.Unmarshal(found.Provider, &provider); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", path, address, err)
		}
		if err := json.Unmarshal(found.Resources, &resources); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", path, address, err)
		}
		return build(provider, resources)
	}
	return nil, fmt.Errorf("%s has no provider %s", path, name)
}

func build(provider body, resources map[string]body) (*schemas, error) {
	result := &schemas{resources: map[string]*tfprotov6.Schema{}, data: map[string]*tfprotov6.Schema{}}
	block, err := provider.block()
	if err != nil {
		return nil, err
	}
	result.provider = &tfprotov6.Schema{Block: block}
	for kind, resource := range resources {
		block, err := resource.block()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", kind, err)
		}
		result.resources[kind] = &tfprotov6.Schema{Block: block}
		// The file has no data sources. One is taken to be the resource of its name, where everything can be read.
		block, err = resource.block()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", kind, err)
		}
		for _, attribute := range block.Attributes {
			attribute.Required, attribute.Optional, attribute.Computed = false, true, true
		}
		result.data[kind] = &tfprotov6.Schema{Block: block}
	}
	return result, nil
}

func (b body) block() (*tfprotov6.SchemaBlock, error) {
	result := &tfprotov6.SchemaBlock{}
	for _, name := range slices.Sorted(maps.Keys(b)) {
		entry := b[name]
		switch {
		case entry.Note != "":
		case entry.Block != "":
			inner, err := entry.Body.block()
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			nesting, known := blockNesting[entry.Block]
			if !known {
				return nil, fmt.Errorf("%s: no block nests as %q", name, entry.Block)
			}
			result.BlockTypes = append(result.BlockTypes, &tfprotov6.SchemaNestedBlock{
				TypeName: name, Block: inner, Nesting: nesting, MinItems: entry.Min, MaxItems: entry.Max,
			})
		default:
			attribute, err := entry.attribute(name)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			result.Attributes = append(result.Attributes, attribute)
		}
	}
	return result, nil
}

func (e entry) attribute(name string) (*tfprotov6.SchemaAttribute, error) {
	result := &tfprotov6.SchemaAttribute{
		Name:       name,
		Required:   slices.Contains(e.Flags, "required"),
		Optional:   slices.Contains(e.Flags, "optional"),
		Computed:   slices.Contains(e.Flags, "computed"),
		Sensitive:  slices.Contains(e.Flags, "sensitive"),
		Deprecated: slices.Contains(e.Flags, "deprecated"),
		// Terraform's convention; the file does not say it.
		WriteOnly: strings.HasSuffix(name, "_wo"),
	}
	if e.Attributes == nil {
		var err error
		result.Type, err = tftypes.ParseJSONType(e.Type)
		return result, err
	}
	var kind string
	if err := json.Unmarshal(e.Type, &kind); err != nil {
		return nil, err
	}
	nesting, known := attributeNesting[strings.TrimPrefix(kind, "nested ")]
	if !known {
		return nil, fmt.Errorf("no attribute nests as %q", kind)
	}
	inner, err := e.Attributes.block()
	if err != nil {
		return nil, err
	}
	result.NestedType = &tfprotov6.SchemaObject{Attributes: inner.Attributes, Nesting: nesting}
	return result, nil
}

// Every attribute of a schema by its dotted name, elements of collections left out.
func attributes(schema *tfprotov6.Schema) map[string]*tfprotov6.SchemaAttribute {
	result := map[string]*tfprotov6.SchemaAttribute{}
	var add func(prefix string, list []*tfprotov6.SchemaAttribute)
	add = func(prefix string, list []*tfprotov6.SchemaAttribute) {
		for _, attribute := range list {
			result[prefix+attribute.Name] = attribute
			if attribute.NestedType != nil {
				add(prefix+attribute.Name+".", attribute.NestedType.Attributes)
			}
		}
	}
	var descend func(prefix string, block *tfprotov6.SchemaBlock)
	descend = func(prefix string, block *tfprotov6.SchemaBlock) {
		add(prefix, block.Attributes)
		for _, nested := range block.BlockTypes {
			descend(prefix+nested.TypeName+".", nested.Block)
		}
	}
	descend("", schema.Block)
	return result
}

func dotted(path *tftypes.AttributePath) string {
	var names []string
	for _, step := range path.Steps() {
		if name, ok := step.(tftypes.AttributeName); ok {
			names = append(names, string(name))
		}
	}
	return strings.Join(names, ".")
}
