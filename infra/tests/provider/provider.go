package main

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// The calls that a plan, an apply and a destroy make. What no test makes (imports, functions, moves) is nil and ends
// the program.
type provider struct {
	tfprotov6.ProviderServer
	schemas *schemas
	answers answers
}

func (p *provider) GetMetadata(context.Context, *tfprotov6.GetMetadataRequest) (*tfprotov6.GetMetadataResponse, error) {
	response := &tfprotov6.GetMetadataResponse{ServerCapabilities: &tfprotov6.ServerCapabilities{}}
	for kind := range p.schemas.resources {
		response.Resources = append(response.Resources, tfprotov6.ResourceMetadata{TypeName: kind})
		response.DataSources = append(response.DataSources, tfprotov6.DataSourceMetadata{TypeName: kind})
	}
	return response, nil
}

func (p *provider) GetProviderSchema(context.Context, *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	return &tfprotov6.GetProviderSchemaResponse{
		ServerCapabilities: &tfprotov6.ServerCapabilities{},
		Provider:           p.schemas.provider,
		ResourceSchemas:    p.schemas.resources,
		DataSourceSchemas:  p.schemas.data,
	}, nil
}

func (p *provider) GetResourceIdentitySchemas(context.Context, *tfprotov6.GetResourceIdentitySchemasRequest) (*tfprotov6.GetResourceIdentitySchemasResponse, error) {
	return &tfprotov6.GetResourceIdentitySchemasResponse{}, nil
}

func (p *provider) ValidateProviderConfig(_ context.Context, request *tfprotov6.ValidateProviderConfigRequest) (*tfprotov6.ValidateProviderConfigResponse, error) {
	return &tfprotov6.ValidateProviderConfigResponse{PreparedConfig: request.Config}, nil
}

func (p *provider) ConfigureProvider(context.Context, *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	return &tfprotov6.ConfigureProviderResponse{}, nil
}

func (p *provider) StopProvider(context.Context, *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	return &tfprotov6.StopProviderResponse{}, nil
}

// Terraform has held the configuration against the schema before it asks. What is deprecated it leaves to providers.
func (p *provider) ValidateResourceConfig(_ context.Context, request *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	schema := p.schemas.resources[request.TypeName]
	config, err := request.Config.Unmarshal(schema.ValueType())
	if err != nil {
		return nil, err
	}
	response := &tfprotov6.ValidateResourceConfigResponse{}
	known := attributes(schema)
	err = tftypes.Walk(config, func(path *tftypes.AttributePath, value tftypes.Value) (bool, error) {
		if attribute := known[dotted(path)]; attribute != nil && attribute.Deprecated && !value.IsNull() {
			response.Diagnostics = append(response.Diagnostics, &tfprotov6.Diagnostic{
				Severity: tfprotov6.DiagnosticSeverityWarning, Summary: "Argument is deprecated", Detail: dotted(path), Attribute: path,
			})
		}
		return true, nil
	})
	return response, err
}

func (p *provider) ValidateDataResourceConfig(context.Context, *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return &tfprotov6.ValidateDataResourceConfigResponse{}, nil
}

func (p *provider) UpgradeResourceState(_ context.Context, request *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	kind := p.schemas.resources[request.TypeName].ValueType()
	value, err := request.RawState.Unmarshal(kind)
	if err != nil {
		return nil, err
	}
	state, err := tfprotov6.NewDynamicValue(kind, value)
	return &tfprotov6.UpgradeResourceStateResponse{UpgradedState: &state}, err
}

// Nothing but Terraform changes what is only in its state.
func (p *provider) ReadResource(_ context.Context, request *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return &tfprotov6.ReadResourceResponse{NewState: request.CurrentState}, nil
}

func (p *provider) PlanResourceChange(_ context.Context, request *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	isNew, err := request.PriorState.IsNull()
	if err != nil {
		return nil, err
	}
	schema := p.schemas.resources[request.TypeName]
	planned, err := change(request.ProposedNewState, schema, func(value tftypes.Value) (tftypes.Value, error) {
		value, err := withoutWriteOnly(value, schema)
		if err != nil || !isNew {
			return value, err // what exists keeps what the service once chose
		}
		return unknownWhereComputed(value, schema)
	})
	return &tfprotov6.PlanResourceChangeResponse{PlannedState: planned}, err
}

func (p *provider) ApplyResourceChange(_ context.Context, request *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	state, err := change(request.PlannedState, p.schemas.resources[request.TypeName], func(value tftypes.Value) (tftypes.Value, error) {
		return madeUp(value, p.answers["resource "+request.TypeName])
	})
	return &tfprotov6.ApplyResourceChangeResponse{NewState: state}, err
}

func (p *provider) ReadDataSource(_ context.Context, request *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	schema := p.schemas.data[request.TypeName]
	state, err := change(request.Config, schema, func(value tftypes.Value) (tftypes.Value, error) {
		unknown, err := unknownWhereComputed(value, schema)
		if err != nil {
			return unknown, err
		}
		return madeUp(unknown, p.answers["data "+request.TypeName])
	})
	return &tfprotov6.ReadDataSourceResponse{State: state}, err
}

func change(encoded *tfprotov6.DynamicValue, schema *tfprotov6.Schema, with func(tftypes.Value) (tftypes.Value, error)) (*tfprotov6.DynamicValue, error) {
	if schema == nil {
		return nil, fmt.Errorf("no such type")
	}
	kind := schema.ValueType()
	value, err := encoded.Unmarshal(kind)
	if err != nil {
		return nil, err
	}
	changed, err := with(value)
	if err != nil {
		return nil, err
	}
	result, err := tfprotov6.NewDynamicValue(kind, changed)
	return &result, err
}
