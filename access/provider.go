package access

// Provider is an identity provider of an authority; nil for none.
type Provider struct{ Name string }

func (p *Provider) name() string {
	if p == nil {
		return ""
	}
	return p.Name
}
